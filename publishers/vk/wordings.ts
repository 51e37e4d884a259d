/** An address, or a bare name of a host with its path; the mark that ends the sentence is not part of it. */
const LINK =
  /\s*(?:https?:\/\/|www\.|(?<![\p{L}\d.@-])(?:[\p{L}\d-]+\.)+(?:ru|su|рф|com|org|net|me)(?![\p{L}\d]))\S*?(?=[.,;:!?)»]*(?:\s|$))/giu

function withoutLinks(text: string): string {
  const bare = text.replaceAll(LINK, '')
  return bare === text ? text : bare.trim()
}

/** How an answer may be worded on VK: as it was approved, and without links where VK takes none. */
export const wordingsOf = (text: string): readonly string[] => [...new Set([text, withoutLinks(text)])].filter((one) => one !== '')
