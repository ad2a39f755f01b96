import { request as askPlain } from 'node:http'
import { request as askSecured } from 'node:https'
import { prefixOf } from '../config/door-settings.ts'
import { listenAddress, type Settings } from '../config/settings.ts'
import { hasTls } from '../config/tls-settings.ts'

const PATIENCE_MS = 10_000

/**
 * Does the server at this address of this machine answer a request, as others would send it? Whom its certificate names
 * is not asked: it is for another name than this one.
 */
export function answersItself(url: string): Promise<boolean> {
  const target = `${url}/healthz`
  const options = { agent: false, signal: AbortSignal.timeout(PATIENCE_MS) } as const
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const asked = target.startsWith('https:')
    ? askSecured(target, { ...options, rejectUnauthorized: false })
    : askPlain(target, options)
  asked.on('response', (response) => {
    response.resume()
    resolve(response.statusCode === 200)
  })
  asked.on('error', () => resolve(false))
  asked.end()
  return promise
}

/** Where the server of these settings is reached on this machine; undefined where it takes any free port. */
export function ownUrl(
  settings: Pick<Settings, 'listen' | 'tls' | 'external_url' | 'web'>,
): string | undefined {
  const { host, port } = listenAddress(settings.listen)
  if (port === 0) return undefined
  const near = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  const scheme = hasTls(settings) ? 'https' : 'http'
  return `${scheme}://${near.includes(':') ? `[${near}]` : near}:${port}${prefixOf(settings)}`
}

/** `watchfloor-server health`: for whoever asks again and again whether the server lives. Answers the exit code. */
export async function health(
  settings: Pick<Settings, 'listen' | 'tls' | 'external_url' | 'web'>,
): Promise<number> {
  const url = ownUrl(settings)
  if (url === undefined) {
    process.stderr.write('The server takes any free port (listen), so where it is cannot be known.\n')
    return 2
  }
  if (await answersItself(url)) return 0
  process.stderr.write(`No server answers at ${url}.\n`)
  return 1
}
