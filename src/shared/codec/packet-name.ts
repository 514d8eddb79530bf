/** The other chain of a packet that `own` sent or received, by the packet's name; null for one between other chains. */
export function otherChainOf(packet: string, own: string): string | null {
	const [, between = ''] = /^X-(.+)-(?:0|[1-9][0-9]*)$/.exec(packet) ?? [];
	if (between.startsWith(`${own}-`)) return between.slice(own.length + 1);
	return between.endsWith(`-${own}`) ? between.slice(0, -own.length - 1) : null;
}

/** Whether `own` sent the packet, rather than received it. */
export function wasSentBy(packet: string, own: string): boolean {
	return packet.startsWith(`X-${own}-`);
}
