import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

/** Builds the page's client into `public/`, which is committed: `npm run page`. */
export default defineConfig({
  root: fileURLToPath(new URL('./client', import.meta.url)),
  publicDir: 'static',
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: fileURLToPath(new URL('./public', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    // The content security policy allows files of this server only: nothing inline, no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // Names without hashes keep a rebuilt page a small change; the server sends an ETag for each.
        entryFileNames: 'assets/[name].js',
        chunkFileNames: 'assets/[name].js',
        assetFileNames: 'assets/[name][extname]',
      },
    },
  },
})
