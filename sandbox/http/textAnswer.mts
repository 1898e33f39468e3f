/** A successful answer that is not JSON. */
export class TextAnswer {
	constructor(readonly text: string) {}
}
