import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { guarded, notImplemented } from '../not-implemented.ts'

/** Types of the files that a built page consists of. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** `net`: Node's fetch, and files as Electron's reads them. */
export const net = guarded(
  {
    fetch: async (input: string | Request, init?: RequestInit): Promise<Response> => {
      const url = new URL(typeof input === 'string' ? input : input.url)
      if (url.protocol === 'file:') return fetchFile(url)
      if (!/^(https?|data|blob):$/.test(url.protocol)) notImplemented(`net.fetch of ${url.protocol}`)
      return fetch(input, init)
    },
    isOnline: (): boolean => true,
  },
  'net',
)

async function fetchFile(url: URL): Promise<Response> {
  const path = fileURLToPath(url)
  const bytes = await readFile(path).catch(() => {
    throw new Error('net::ERR_FILE_NOT_FOUND')
  })
  const type = TYPES[extname(path)]
  return new Response(bytes, { headers: type === undefined ? {} : { 'content-type': type } })
}
