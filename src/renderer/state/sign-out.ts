import type { Refusal } from '@watchfloor/client'
import type { Watchfloor } from './context.ts'

/** Ends this browser's session, or takes the desk's token away. Nothing of before stays in sight. */
export async function signOut({ bridge, who }: Pick<Watchfloor, 'bridge' | 'who'>): Promise<Refusal | null> {
  const answer =
    bridge.desktop === undefined
      ? await bridge.request({ method: 'DELETE', path: '/api/v2/session' })
      : await bridge.desktop.setToken(null)
  if (!answer.ok) return answer
  who.leave()
  if (bridge.desktop === undefined) location.reload()
  return null
}
