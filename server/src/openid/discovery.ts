import type { Millis } from '@watchfloor/contract'
import { allowInsecureRequests, customFetch, discovery, None, type ServerMetadata } from 'openid-client'
import { type LookParts, type LookTrouble, lookRepeatedly } from '../ground/repeated-look.ts'
import { carefulFetch, isSafeAddress } from './careful-fetch.ts'
import { reasonOf } from './reason-of.ts'

/** A provider is looked at so often, and sooner while it does not answer. */
const EVERY: Millis = 5 * 60_000
const RETRY: Millis = 5_000
/** Between two looks lies at least so much, whoever would like to sign in. */
const AT_LEAST: Millis = 2_000

/** What a provider says of itself: where it is asked what. */
export interface Discovery {
  /** As it was said last; asks at once where nothing is known. Undefined when it does not answer. */
  readonly metadata: () => Promise<ServerMetadata | undefined>
  /** Why it cannot be asked, and since when; undefined while it can. */
  readonly trouble: () => LookTrouble | undefined
  /** Somebody found that it does not answer: look soon. */
  readonly lookAgain: () => void
  readonly close: () => void
}

/** The server starts without its provider, and finds it as soon as it is there. */
export function keepDiscovering({
  issuer,
  clientId,
  ...world
}: Pick<LookParts<ServerMetadata>, 'now' | 'after' | 'changed'> & {
  readonly issuer: string
  readonly clientId: string
}): Discovery {
  const provider = lookRepeatedly({
    look: () => look(issuer, clientId),
    reasonOf,
    every: EVERY,
    retry: RETRY,
    atLeast: AT_LEAST,
    ...world,
  })
  return {
    metadata: async () => {
      if (provider.found() === undefined) await provider.now()
      return provider.found()
    },
    trouble: provider.trouble,
    lookAgain: provider.soon,
    close: provider.close,
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
