import type { Reason, Refusal } from '@watchfloor/client'
import { formatCount, plural } from '../../../shared/counts.ts'
import type { ServerFacts } from '../../../shared/desk-state.ts'
import { hopText } from '../../../shared/hops.ts'

/** `Reached in 12 ms. Version 0.1.0. 47 alerts firing, 3 sources.` */
export function reachedText({ latency_ms, version, firing, sources, asks_who }: ServerFacts): string {
  const latency = formatCount(Math.max(1, Math.round(latency_ms)))
  const reached = `Reached in ${latency} ms.${version === null ? '' : ` Version ${version}.`}`
  if (asks_who) return `${reached} It asks who you are: sign in next, or give a token.`
  return `${reached} ${plural(firing, 'alert')} firing, ${plural(sources, 'source')}.`
}

/** Which hop is broken, in the words of the badge; the technical detail stands apart. */
export function unreachedText(refusal: Refusal, address: string): string {
  const cause = refusal.hop === undefined ? CAUSES[refusal.reason] : hopText(refusal.hop, address)
  return `Not reached · ${cause}`
}

const CAUSES: Readonly<Record<Reason, string>> = {
  unreachable: 'server does not answer',
  no_answer: 'server does not answer',
  signed_out: 'server asks for a token',
  forbidden: 'server refuses this token',
  not_found: 'no Watchfloor server at this address',
  conflict: 'server answers with an error',
  invalid: 'server refuses the request',
  busy: 'server is busy, try again soon',
  server_error: 'server answers with an error',
  unreadable: 'no Watchfloor server at this address',
  stopped: 'the test was stopped',
}
