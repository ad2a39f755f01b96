import type { Client, Freshness } from '@watchfloor/client'
import { parser, Session } from '@watchfloor/contract'

const parse = parser(Session)

/** The name that the server knows this person by; null where nobody signs in, or it is not known. */
export interface KnownAs {
  /** Asks whenever what is received becomes live: by then it may be somebody else. */
  readonly take: (freshness: Freshness) => void
  readonly name: () => string | null
}

export function createKnownAs(
  client: () => Pick<Client, 'request'>,
  report: (error: unknown) => void,
): KnownAs {
  let state = ''
  let name: string | null = null
  let asked = 0
  const ask = async (): Promise<void> => {
    const mine = ++asked
    const answer = await client().request({ path: '/api/v2/session', parse })
    if (mine === asked && answer.ok) name = answer.value.who?.name ?? null
  }
  return {
    take: (freshness) => {
      const was = state
      state = freshness.state
      if (state === 'live' && was !== state) ask().catch(report)
    },
    name: () => name,
  }
}
