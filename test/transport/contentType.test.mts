import { expect, test } from '@jest/globals';

import { contentTypeOf } from '../../nodes/AgentMail/transport/contentType.js';

test.each([
	['notes.txt', undefined, 'text/plain'],
	['NOTES.TXT', 'application/octet-stream', 'text/plain'],
	['invoice.pdf', null, 'application/pdf'],
	['archive.tar.zip', '', 'application/zip'],
	// What is said counts, even if the name says otherwise.
	['invoice.pdf', 'text/plain', 'text/plain'],
	// Nothing is made up.
	['no ending', undefined, undefined],
	['unknown.xyz', undefined, undefined],
	['unknown.xyz', 'application/octet-stream', 'application/octet-stream'],
	['trap.constructor', undefined, undefined],
	[undefined, 'image/png', 'image/png'],
	[undefined, undefined, undefined],
])('%s, said to be %s, is %s', (fileName, said, type) =>
	expect(contentTypeOf(fileName, said)).toBe(type),
);
