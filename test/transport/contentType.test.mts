import { expect, test } from '@jest/globals';

import { contentTypeOf } from '../../nodes/AgentMail/transport/contentType.js';

test.each([
	['notes.txt', undefined, 'text/plain'],
	['NOTES.TXT', 'application/octet-stream', 'text/plain'],
	['invoice.pdf', null, 'application/pdf'],
	['archive.tar.zip', '', 'application/zip'],
	// What programs say when they do not know. (RFC 2046, section 4.5.1; nginx, PHP and browsers for the others)
	['report.pdf', 'binary/octet-stream', 'application/pdf'],
	['report.pdf', 'APPLICATION/Octet-Stream; name="report.pdf"', 'application/pdf'],
	['report.pdf', 'application/force-download', 'application/pdf'],
	['report.pdf', 'application/x-download', 'application/pdf'],
	['report.pdf', 'application/x-msdownload', 'application/x-msdownload'],
	['report.pdf', 'pdf', 'application/pdf'],
	['report.pdf', '; name=report.pdf', 'application/pdf'],
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
