import { app } from 'electron';
import { type Wanted, wantedFile, wantedLink, wantedOf } from './wanted.ts';

/** Collects what the system asks to show, from before the application is ready on, and tells the newest. */
export class Wishes {
	#pending: Wanted | null;
	#show: ((wanted: Wanted | null) => void) | null = null;

	/** Must be made before the application is ready: macOS sends the first link or file that early. */
	constructor(options: { readonly commandArguments: readonly string[]; readonly directory: string }) {
		this.#pending = wantedOf(options.commandArguments, options.directory);
		app.on('open-url', (event, link) => {
			event.preventDefault();
			this.#tell(wantedLink(link));
		});
		app.on('open-file', (event, file) => {
			event.preventDefault();
			this.#tell(wantedFile(file));
		});
		app.on('second-instance', (_event, commandLine, directory) =>
			this.#tell(wantedOf(commandLine.slice(1), directory)),
		);
		app.on('activate', () => this.#tell(null));
	}

	/** From now on the listener is told; what came before is told at once. Null asks for the window alone. */
	listen(show: (wanted: Wanted | null) => void): void {
		this.#show = show;
		const pending = this.#pending;
		this.#pending = null;
		if (pending !== null) show(pending);
	}

	#tell(wanted: Wanted | null): void {
		if (this.#show === null) this.#pending = wanted ?? this.#pending;
		else this.#show(wanted);
	}
}
