import { createClient, type Platform, type Result } from '@watchfloor/client'
import { DeskSession, parser } from '@watchfloor/contract'

const parse = parser(DeskSession)

/** Asks for a session, or for the next part of one: with a code, or with what it goes on with. Nothing else is sent. */
export async function askDeskSession(
  platform: Platform,
  server: string,
  by:
    | {
        readonly path: '/api/v2/session/desk'
        readonly body: { readonly code: string; readonly verifier: string }
      }
    | { readonly path: '/api/v2/session/refresh'; readonly body: { readonly refresh: string } },
): Promise<Result<DeskSession>> {
  const nothing = (): void => {}
  const listeners = { onBoard: nothing, onEvents: nothing, onFreshness: nothing }
  const client = createClient({ ...platform, ...listeners, url: server })
  try {
    return await client.request({ method: 'POST', ...by, parse })
  } finally {
    client.stop()
  }
}
