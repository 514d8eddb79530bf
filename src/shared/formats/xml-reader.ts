import { SaxesParser } from 'saxes';
import { CodedError } from '../errors/coded-error.ts';

/** Bounds of one XML file. */
export const XML_LIMITS = {
	characters: 64 * 1024 * 1024,
	depth: 64,
	/** Text of one element without children. */
	textCharacters: 4_096,
} as const;

export interface XmlElement {
	/** Name without its prefix. */
	readonly name: string;
	/** Namespace, '' without one. */
	readonly namespace: string;
	/** Attributes that have no namespace of their own. */
	readonly attributes: { readonly [name: string]: string };
}

export interface XmlHandler {
	open(element: XmlElement, line: number): void;
	/** `text` is what stands in the element itself, without the blanks around it. */
	close(element: XmlElement, text: string, line: number): void;
}

/**
 * Reads namespaced XML piece by piece. A document type and with it every entity but the five predefined ones is refused,
 * so that nothing is fetched and nothing grows.
 */
export class XmlReader {
	readonly #parser = new SaxesParser({ xmlns: true, position: true });
	readonly #open: { readonly element: XmlElement; text: string }[] = [];
	readonly #handler: XmlHandler;
	#characters = 0;

	constructor(handler: XmlHandler) {
		this.#handler = handler;
		this.#parser.on('error', (error) => this.#refuse(reasonOf(error)));
		this.#parser.on('doctype', () => this.#refuse('a document type is declared'));
		this.#parser.on('text', (text) => this.#addText(text));
		this.#parser.on('cdata', (text) => this.#addText(text));
		this.#parser.on('opentag', ({ local, uri, attributes }) => {
			if (this.#open.length >= XML_LIMITS.depth) this.#exceed(XML_LIMITS.depth, 'levels');
			const own = Object.values(attributes).filter((each) => each.uri === '');
			const plain = Object.fromEntries(own.map((each) => [each.local, each.value]));
			const element = { name: local, namespace: uri, attributes: plain };
			this.#open.push({ element, text: '' });
			this.#handler.open(element, this.#parser.line);
		});
		this.#parser.on('closetag', () => {
			const closed = this.#open.pop();
			if (closed !== undefined) this.#handler.close(closed.element, closed.text.trim(), this.#parser.line);
		});
	}

	/** @throws CodedError XML_INVALID, XML_LIMIT, or what the handler throws */
	push(text: string): void {
		this.#characters += text.length;
		if (this.#characters > XML_LIMITS.characters) this.#exceed(XML_LIMITS.characters, 'characters');
		this.#parser.write(text);
	}

	/** @throws CodedError XML_INVALID when the document is not complete */
	end(): void {
		this.#parser.close();
	}

	#addText(text: string): void {
		const top = this.#open.at(-1);
		if (top === undefined) return;
		if (top.text.length + text.length > XML_LIMITS.textCharacters) {
			if (text.trim() !== '') this.#exceed(XML_LIMITS.textCharacters, 'characters of text');
			return;
		}
		top.text += text;
	}

	#refuse(reason: string): never {
		throw new CodedError('XML_INVALID', { line: this.#parser.line, reason });
	}

	#exceed(limit: number, what: string): never {
		throw new CodedError('XML_LIMIT', { line: this.#parser.line, limit, what });
	}
}

/** The parser's message begins with the place and ends with a stop. */
function reasonOf(error: Error): string {
	return error.message
		.replace(/^(?:undefined:)?\d+:\d+:\s*/, '')
		.replace(/\.$/, '')
		.slice(0, 160);
}
