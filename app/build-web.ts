import { fileURLToPath } from 'node:url'

/**
 * Builds the console's pages into `outDir`, replacing what was there. Takes about half a second; whether it is
 * needed is the caller's business.
 *
 * @throws the bundler's error when a source does not compile
 */
export async function buildWeb(outDir: string): Promise<void> {
  // Loaded here so that a start that needs no build does not pay for the bundler.
  const { build } = await import('vite')
  const configFile = fileURLToPath(new URL('../vite.config.ts', import.meta.url))
  await build({ configFile, logLevel: 'error', build: { outDir, emptyOutDir: true } })
}
