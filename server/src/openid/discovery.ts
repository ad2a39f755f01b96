import type { Millis } from '@watchfloor/contract'
import { allowInsecureRequests, customFetch, discovery, None, type ServerMetadata } from 'openid-client'
import { carefulFetch, isSafeAddress } from './careful-fetch.ts'
import { reasonOf } from './reason-of.ts'

/** A provider is looked at so often, and sooner while it does not answer. */
const EVERY: Millis = 5 * 60_000
const RETRY: Millis = 5_000
/** Between two looks lies at least so much, whoever would like to sign in. */
const AT_LEAST: Millis = 2_000

export interface Trouble {
  readonly since: Millis
  readonly reason: string
}

/** What a provider says of itself: where it is asked what. */
export interface Discovery {
  /** As it was said last; asks at once where nothing is known. Undefined when it does not answer. */
  readonly metadata: () => Promise<ServerMetadata | undefined>
  /** Why it cannot be asked, and since when; undefined while it can. */
  readonly trouble: () => Trouble | undefined
  /** Somebody found that it does not answer: look soon. */
  readonly lookAgain: () => void
  readonly close: () => void
}

/** The server starts without its provider, and finds it as soon as it is there. */
export function keepDiscovering(parts: {
  readonly issuer: string
  readonly clientId: string
  readonly now: () => Millis
  readonly after: (ms: number, run: () => void) => () => void
  /** Told of the first failure of a row, and of the end of it. */
  readonly changed: (trouble: Trouble | undefined) => void
}): Discovery {
  const { issuer, clientId, now, after, changed } = parts
  let known: ServerMetadata | undefined
  let trouble: Trouble | undefined
  let failures = 0
  let lookedAt = Number.NEGATIVE_INFINITY
  let looking: Promise<void> | undefined
  let stop = (): void => {}
  let isClosed = false

  const lookOnce = async (): Promise<void> => {
    lookedAt = now()
    try {
      known = await look(issuer, clientId)
      failures = 0
      if (trouble !== undefined) changed(undefined)
      trouble = undefined
    } catch (error) {
      failures++
      const isFirst = trouble === undefined
      trouble = { since: trouble?.since ?? lookedAt, reason: reasonOf(error) }
      if (isFirst) changed(trouble)
    }
  }
  const run = (): Promise<void> => {
    looking ??= lookOnce().finally(() => {
      looking = undefined
      stop()
      if (!isClosed)
        stop = after(failures === 0 ? EVERY : Math.min(EVERY, RETRY * 2 ** (failures - 1)), () => void run())
    })
    return looking
  }
  const isDue = (): boolean => !isClosed && Math.abs(now() - lookedAt) >= AT_LEAST
  void run()
  return {
    metadata: async () => {
      if (looking !== undefined && known === undefined) await looking
      else if (known === undefined && isDue()) await run()
      return known
    },
    trouble: () => trouble,
    lookAgain: () => {
      if (isClosed || looking !== undefined) return
      stop()
      stop = after(isDue() ? 0 : AT_LEAST, () => void run())
    },
    close: () => {
      isClosed = true
      stop()
    },
  }
}

/** Everything that people or we are sent to is at an address that nobody on the way reads. */
async function look(issuer: string, clientId: string): Promise<ServerMetadata> {
  const found = await discovery(new URL(issuer), clientId, undefined, None(), {
    [customFetch]: carefulFetch,
    timeout: 5,
    ...(new URL(issuer).protocol === 'http:' && { execute: [allowInsecureRequests] }),
  })
  // Without what it adds for its own users.
  const metadata = JSON.parse(JSON.stringify(found.serverMetadata())) as ServerMetadata
  for (const name of ENDPOINTS) {
    const address = metadata[name]
    if (address === undefined && OPTIONAL.has(name)) continue
    if (typeof address !== 'string' || !URL.canParse(address) || !isSafeAddress(new URL(address)))
      throw new Error(`its ${name} is no address with https`)
  }
  return metadata
}

const ENDPOINTS = [
  'authorization_endpoint',
  'token_endpoint',
  'jwks_uri',
  'userinfo_endpoint',
  'end_session_endpoint',
] as const
const OPTIONAL: ReadonlySet<string> = new Set(['userinfo_endpoint', 'end_session_endpoint'])
