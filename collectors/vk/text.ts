/** What is shown of a mention; names may hold brackets of their own. No mention is so long, and a text may be full of beginnings of one. */
const SHOWN = String.raw`((?:[^[\]]|\[[^[\]]{0,100}\]){0,1000}|[^\]]{0,1000})`
/** `[id7001|Анна]`, `[club1:bp-1_2|Администрация]`. */
const MENTION = new RegExp(String.raw`\[(?:id|club|public|event)\d+(?::[^|\]]*)?\|${SHOWN}\]`, 'g')
/** `[https://example.org|название]`. */
const LINK = /\[(https?:\/\/[^|\]\s]+)\|([^\]]*)\]/g
/** `[#alias|название|https://example.org]`. */
const NAMED_LINK = /\[#[^|\]]*\|([^|\]]*)\|(https?:\/\/[^|\]\s]+)\]/g
/** `@id7001 (Анна)`, `*club1(Администрация)`. */
const AT = /(?<![\p{L}\p{N}_])[@*](?:id|club|public|event)\d+ ?\(([^)]{0,1000})\)/gu
/** `@durov (Павел)`. An address of e-mail is no such name, nor is a word with an asterisk. */
const AT_NAME = /(?<![\p{L}\p{N}_.])@[a-z][a-z0-9_.]+ ?\(([^)]{0,1000})\)/giu

/** Mark-up of mentions and links as a person reads it. */
export const plainText = (text: string): string =>
  text
    .replaceAll(MENTION, '$1')
    .replaceAll(NAMED_LINK, '$1 ($2)')
    .replaceAll(LINK, '$2 ($1)')
    .replaceAll(AT, '$1')
    .replaceAll(AT_NAME, '$1')
