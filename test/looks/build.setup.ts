import { join } from 'node:path'
import { test } from '@playwright/test'
import react from '@vitejs/plugin-react'
import { build } from 'vite'
import { PREVIEW } from './preview.ts'

// What shows single screens without a server, built once for all that look at it.
test('the preview is built', async () => {
  await build({
    configFile: false,
    root: join(import.meta.dirname, '../renderer/preview'),
    base: './',
    logLevel: 'warn',
    plugins: [react()],
    build: { outDir: PREVIEW, emptyOutDir: true, minify: false, chunkSizeWarningLimit: 10_000 },
  })
})
