import { cp } from 'node:fs/promises'
import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { compressed } from './scripts/packaging/compress.ts'
import { licences } from './scripts/packaging/licences.ts'

const bundled = { externalizeDeps: { exclude: ['@watchfloor/contract', '@watchfloor/client'] } }

/** Electron reads icons from files, and finds the sharper one of a pair by its name. */
const icons = {
  name: 'icons',
  writeBundle: () => cp(resolve('src/main/icons'), resolve('out/main/icons'), { recursive: true }),
}

export default defineConfig({
  main: { plugins: [icons, licences()], build: { ...bundled, lib: { entry: resolve('src/main/index.ts') } } },
  // A sandboxed preload must be one CommonJS file.
  preload: {
    plugins: [licences()],
    build: {
      externalizeDeps: false,
      rolldownOptions: {
        input: resolve('src/preload/index.ts'),
        output: { format: 'cjs', entryFileNames: 'index.cjs' },
      },
    },
  },
  // The same output is the desktop's page and the web console, so its URLs are relative.
  renderer: {
    root: 'src/renderer',
    base: './',
    plugins: [react(), licences(), compressed()],
    build: {
      minify: true,
      chunkSizeWarningLimit: 700,
      outDir: resolve('out/renderer'),
      rolldownOptions: {
        input: resolve('src/renderer/index.html'),
        // What the first screen needs comes in two files, and one of them lasts longer than a version of ours.
        output: {
          codeSplitting: {
            groups: [
              { name: 'libraries', tags: ['$initial'], test: /[\\/]node_modules[\\/]/, priority: 3 },
              { name: 'board', tags: ['$initial'], priority: 2 },
              { name: 'screens', minShareCount: 2, priority: 1 },
            ],
          },
        },
      },
    },
  },
})
