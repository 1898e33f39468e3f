/** Which host names lead where. `URL` has already tidied up IPv4: `127.1` and `0x7f000001` arrive as `127.0.0.1`. */

export function isLoopback(hostname: string): boolean {
	return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

/** Loopback, private (RFC 1918, RFC 4193), carrier-grade and link-local addresses, and names that only a local network knows. */
export function isInternal(hostname: string): boolean {
	return INTERNAL.some((pattern) => pattern.test(hostname));
}

const INTERNAL: readonly RegExp[] = [
	/^(localhost|.+\.(localhost|local|internal|lan|home\.arpa))$/,
	/^[^.:]+$/,
	/^(0|10|127)\.[\d.]+$/,
	/^192\.168\.[\d.]+$/,
	/^169\.254\.[\d.]+$/,
	/^172\.(1[6-9]|2\d|3[01])\.[\d.]+$/,
	/^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.[\d.]+$/,
	/^\[(::|::1|f[cd][\da-f]{2}:.*|fe[89ab][\da-f]:.*)\]$/,
];
