import type { Session } from '@watchfloor/contract'

type Known = NonNullable<Session['who']>

const MAY: Readonly<Record<Known['role'], readonly string[]>> = {
  ingest: ['known', 'ingest'],
  viewer: ['known', 'read', 'observe'],
  responder: ['known', 'ingest', 'read', 'observe', 'respond'],
  admin: ['known', 'ingest', 'read', 'observe', 'respond', 'administer'],
}

/** Somebody who is signed in; what a test is about is given. */
export function sessionOf(part: Partial<Known> = {}): Session {
  const role = part.role ?? 'responder'
  const rest = { name: 'Ana Lima', scope: null, way: 'session', expires_at: null }
  return { sign_in: 'tokens', who: { ...rest, role, may: [...MAY[role]], ...part } }
}

export const NOBODY: Session = { sign_in: 'tokens', who: null }
