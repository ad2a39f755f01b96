import { readFile } from 'node:fs/promises'
import { type ClientRequest, request as overHttp, type RequestOptions } from 'node:http'
import { request as overHttps } from 'node:https'
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
    /** Node's own request: it has what Electron's has, of what is asked of it. */
    request: (options: RequestOptions): ClientRequest =>
      (options.protocol === 'https:' ? overHttps : overHttp)({ ...options, agent: false }),
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
