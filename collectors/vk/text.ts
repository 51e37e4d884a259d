/** `[id7001|Анна]`, `[club1:bp-1_2|Администрация]`. */
const MENTION = /\[(?:id|club|public|event)\d+(?::[^|\]]*)?\|([^\]]*)\]/g
/** `[https://example.org|название]`. */
const LINK = /\[(https?:\/\/[^|\]\s]+)\|([^\]]*)\]/g
/** `@id7001 (Анна)`, `*club1 (Администрация)`. */
const AT = /[@*](?:id|club|public)\d+ \(([^)]*)\)/g

/** Mark-up of mentions and links as a person reads it. */
export const plainText = (text: string): string => text.replaceAll(MENTION, '$1').replaceAll(LINK, '$2 ($1)').replaceAll(AT, '$1')
