import type { Server } from '@watchfloor/server'

export interface Answer {
  readonly status: number
  readonly body: unknown
}

/** One request to a server's API, with a JSON body when there is one. */
export function request(
  { url }: Pick<Server, 'url'>,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(`${url}/api/v2${path}`, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

/** The same; the answer's body is parsed when there is one. */
export async function ask(...given: Parameters<typeof request>): Promise<Answer> {
  const response = await request(...given)
  const text = await response.text()
  return { status: response.status, body: text === '' ? '' : JSON.parse(text) }
}
