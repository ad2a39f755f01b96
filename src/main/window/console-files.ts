import { crashPage } from './crash-page.ts'
import { isOwnPage } from './own-page.ts'

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  woff2: 'font/woff2',
}

/** Nothing from anywhere but this app, and no connection at all: main does the network. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
}

/** Names as our build makes them: nothing hidden, nothing escaped, nothing that climbs. */
const PATH = /^(\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+$/

/** The built file that an address of the board's scheme names, from the folder of the build; undefined for any other. */
export function consoleFile(address: string): string | undefined {
  if (!isOwnPage(address)) return undefined
  const { pathname } = new URL(address)
  if (pathname === '' || pathname === '/') return 'index.html'
  return PATH.test(pathname) && typeOf(pathname) !== undefined ? pathname.slice(1) : undefined
}

/** Reads a file of the build; undefined when there is none. */
export type ReadBuilt = (path: string) => Promise<Uint8Array<ArrayBuffer> | undefined>

/** Answers one request for the board's scheme. */
export async function answerConsole(
  request: Pick<Request, 'method' | 'url'>,
  read: ReadBuilt,
): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return plain(405, 'Only GET and HEAD', { allow: 'GET, HEAD' })
  const file = consoleFile(request.url)
  const found = file === undefined ? undefined : await (file === crashPage.file ? crashPage.body : read(file))
  if (file === undefined || found === undefined) return plain(404, 'Not found')
  const headers = {
    ...HEADERS,
    'content-type': typeOf(file) ?? '',
    // Names of assets carry a hash of what they hold.
    'cache-control': file.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  }
  return new Response(request.method === 'HEAD' ? null : found, { headers })
}

function plain(status: number, text: string, more: Readonly<Record<string, string>> = {}): Response {
  const headers = {
    ...HEADERS,
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-cache',
    ...more,
  }
  return new Response(text, { status, headers })
}

function typeOf(path: string): string | undefined {
  const extension = /\.([a-z0-9]+)$/.exec(path)?.[1]
  return extension === undefined || !Object.hasOwn(TYPES, extension) ? undefined : TYPES[extension]
}
