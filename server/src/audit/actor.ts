import type { AuditWho } from '@watchfloor/contract'
import type { Principal } from '../access/principal.ts'

/** Who does something, as the audit log names them, and by which request. */
export interface Actor extends AuditWho {
  /** Absent where no request asks for it. */
  readonly request?: string
  /** The trace that this request belongs to; no part of what is noted. */
  readonly trace?: string | undefined
}

export function actorOf(
  { id, subject, name, role }: Pick<Principal, 'id' | 'subject' | 'name' | 'role'>,
  address: string,
  request: string,
): Actor {
  return { credential: id, subject, name: name ?? null, role, address, request }
}

/** Whoever was not recognised. */
export function nobodyAt(address: string, request: string): Actor {
  return { credential: 'nobody', subject: 'nobody', name: null, role: null, address, request }
}

/** What nobody asked for. */
export const THE_SERVER: Actor = {
  credential: 'server',
  subject: 'server',
  name: null,
  role: null,
  address: '',
}

/** Came it by the socket that only whoever runs this server may open? */
export function isBreakGlass({ credential }: Actor): boolean {
  return credential === 'control'
}
