import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { build } from 'vite'

export interface BarePage {
  /** Its own, which the server must allow. */
  readonly origin: string
  readonly stop: () => Promise<void>
}

/** Builds the bare list and serves it, on an origin of its own. */
export async function serveBarePage(): Promise<BarePage> {
  const out = await mkdtemp(join(tmpdir(), 'watchfloor-bare-'))
  await build({
    configFile: false,
    root: import.meta.dirname,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [react()],
    build: {
      outDir: out,
      target: 'es2022',
      minify: true,
      lib: { entry: join(import.meta.dirname, 'bare-list.tsx'), formats: ['es'], fileName: 'list' },
    },
  })
  const page = '<!doctype html><div id="root"></div><script type="module" src="./list.js"></script>'
  await writeFile(join(out, 'index.html'), page)
  const types: Readonly<Record<string, string>> = { '/list.js': 'text/javascript' }
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://bare')
    const type = types[pathname] ?? 'text/html'
    const file = pathname in types ? pathname : 'index.html'
    response.setHeader('content-type', `${type}; charset=utf-8`)
    response.end(await readFile(join(out, file)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(out, { recursive: true, force: true })
    },
  }
}
