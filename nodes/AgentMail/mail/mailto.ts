/** The address in `mailto:jane%2Bx@example.com?subject=Hello`; any other text as it is. (RFC 6068, section 2) */
export function addressOfMailto(link: string): string {
	const address = /^mailto:([^?]*)/i.exec(link)?.[1];
	if (address === undefined) return link;
	try {
		return decodeURIComponent(address);
	} catch {
		return address;
	}
}
