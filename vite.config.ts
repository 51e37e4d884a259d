import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** The console's build: one page, own files only, nothing a strict content security policy would refuse. */
export default defineConfig({
  root: at('console/web'),
  base: '/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: at('build/web'),
    emptyOutDir: true,
    target: 'es2022',
    // A data: URL needs an exception in the policy, a file does not.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
})
