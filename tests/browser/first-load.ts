import { gzipSync } from 'node:zlib'

export interface FirstLoad {
  readonly files: readonly string[]
  readonly gzipBytes: number
}

/** What the entry page makes a browser fetch before anything is shown: itself, its scripts and its styles. */
export async function firstLoad(url: string): Promise<FirstLoad> {
  const html = await (await fetch(url, { headers: { accept: 'text/html' } })).text()
  const files = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((match) => match[1] ?? '')
  const bodies = await Promise.all(files.map(async (file) => (await fetch(url + file)).text()))
  return { files, gzipBytes: [html, ...bodies].reduce((sum, body) => sum + gzipSync(body).byteLength, 0) }
}
