import type { Refusal } from '@watchfloor/client'
import { parser, Session } from '@watchfloor/contract'
import { ask } from './bridge.ts'
import type { Watchfloor } from './context.ts'

const parse = parser(Session)

/** Ends the session of this browser or desk. Nothing of before stays in sight. */
export async function signOut({ bridge, who }: Pick<Watchfloor, 'bridge' | 'who'>): Promise<Refusal | null> {
  if (bridge.desktop !== undefined) {
    const answer = await bridge.desktop.signOut()
    if (!answer.ok) return answer
    who.leave()
    return null
  }
  const answer = await ask(bridge, { method: 'DELETE', path: '/api/v2/session' }, parse)
  if (!answer.ok) return answer
  who.leave()
  const { next } = answer.value
  // At the provider, too, where this person came from one.
  if (next === undefined) location.reload()
  else location.assign(new URL(next, `${bridge.server}/`))
  return null
}
