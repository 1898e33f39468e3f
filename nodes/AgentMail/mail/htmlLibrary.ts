/**
 * What is used of the libraries that read HTML. The build makes one file of this and them (`gulpfile.js`), because the
 * package may need nothing at run time.
 */
export { Tokenizer, type TokenizerCallbacks } from 'htmlparser2';
export { decodeHTML, decodeHTMLAttribute } from 'entities/decode';
