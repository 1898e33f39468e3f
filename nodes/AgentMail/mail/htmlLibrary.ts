/**
 * What is used of the libraries that read HTML. The build makes one file of this and them (`gulpfile.js`), because the
 * package may need nothing at run time.
 *
 * Not newer versions: `entities` 7.0 takes some names for others where no semicolon follows (`&Gdot ` for Â), and from
 * `htmlparser2` 10.1 on it needs that; later ones are ES modules only.
 */
export { Tokenizer, type TokenizerCallbacks } from 'htmlparser2';
export { decodeHTML, decodeHTMLAttribute } from 'entities/decode';
