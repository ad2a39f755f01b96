import { request } from 'node:http'
import type { Parsed } from '@watchfloor/contract'

/** Sends one request by the socket; the reason when there is no answer that can be used. */
export async function askControl<T>(
  socketPath: string,
  method: string,
  path: string,
  parse: (value: unknown) => Parsed<T>,
  body?: unknown,
): Promise<Parsed<T>> {
  const { promise, resolve } = Promise.withResolvers<Parsed<T>>()
  const headers = { host: 'localhost', ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
  const asked = request({ socketPath, method, path: `/api/v2${path}`, headers }, (response) => {
    const parts: Buffer[] = []
    response.on('data', (part: Buffer) => parts.push(part))
    response.on('end', () => {
      const text = Buffer.concat(parts).toString()
      const value = fromJson(text)
      if (response.statusCode === 200) return resolve(parse(value))
      const { message = text } = (value as { error?: { message?: string } } | undefined)?.error ?? {}
      resolve({ ok: false, error: `The server refused: ${message}` })
    })
  })
  asked.on('error', (error: NodeJS.ErrnoException) => {
    const why =
      error.code === 'EACCES'
        ? 'only the user whom the server runs as may use it'
        : `start the server, or name its folder with --data-dir or --config (${error.message})`
    resolve({ ok: false, error: `No server answers at ${socketPath}: ${why}.` })
  })
  asked.end(body === undefined ? undefined : JSON.stringify(body))
  return promise
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
