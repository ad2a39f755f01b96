import type { Principal } from './principal.ts'
import { lacking, type Right } from './rights.ts'

/** What a door knows of a request before anybody has been recognised. */
export interface Door {
  /** The peer's address, after trusted proxies. */
  readonly address: string
  readonly authorization: string | undefined
  /** What a browser carries. */
  readonly cookie: string | undefined
  /** Did it come by the socket that only whoever runs this server may open? */
  readonly isControl: boolean
  /** What it came by: who has to wait for a turn waits once for each. */
  readonly connection: object
  /** By what the request is found again in logs and the audit log. */
  readonly request: string
  /** Does nobody wait for the answer any more? */
  readonly isGone: () => boolean
}

/** 401: nobody was recognised; 403: they may not; 503: that cannot be judged now. */
export interface Refusal {
  readonly ok: false
  readonly status: 401 | 403 | 503
  readonly message: string
  /** Who was recognised, and may not. */
  readonly principal?: Principal
}

export type Admission = { readonly ok: true; readonly principal: Principal } | Refusal

/**
 * Recognises who asks by what their request carries; at once where nobody else has to be asked. What it rejects with is
 * not told to anybody.
 */
export type Access = (door: Door) => Admission | Promise<Admission>

/** The one question of every door: who asks, and have they got this right? Never rejects, and never throws. */
export type Authorize = (door: Door, right: Right) => Admission | Promise<Admission>

/** By the control socket, with no credential: when all else fails, too. */
const RUNS_IT: Principal = {
  id: 'control',
  subject: 'control',
  name: 'local administrator',
  role: 'admin',
  scope: undefined,
  anonymous: false,
}

export interface AuthorizerParts {
  readonly access: Access
  /** Why somebody could not be judged. */
  readonly failed: (error: unknown) => void
  /** Somebody came by the control socket: that should not pass unnoticed. */
  readonly controlled: (right: Right) => void
  /** Somebody was not let in. */
  readonly refused: (door: Door, refusal: Refusal) => void
}

export function authorizer({ access, failed, controlled, refused }: AuthorizerParts): Authorize {
  const refuse = (door: Door, refusal: Refusal): Refusal => {
    refused(door, refusal)
    return refusal
  }
  const unjudged = (door: Door, error: unknown): Refusal => {
    failed(error)
    const message = 'who you are cannot be judged now; try again in a moment'
    return refuse(door, { ok: false, status: 503, message })
  }
  const judged = (door: Door, right: Right, admission: Admission): Admission => {
    if (!admission.ok) return refuse(door, admission)
    const { principal } = admission
    const message = lacking(principal, right)
    return message === undefined ? admission : refuse(door, { ok: false, status: 403, message, principal })
  }
  return (door, right) => {
    if (door.isControl) {
      controlled(right)
      return { ok: true, principal: RUNS_IT }
    }
    let found: Admission | Promise<Admission>
    try {
      found = access(door)
    } catch (error) {
      return unjudged(door, error)
    }
    if (!(found instanceof Promise)) return judged(door, right, found)
    return found.then(
      (admission) => judged(door, right, admission),
      (error: unknown) => unjudged(door, error),
    )
  }
}

const ANYBODY: Admission = {
  ok: true,
  principal: {
    id: 'local',
    subject: 'local',
    name: undefined,
    role: 'admin',
    scope: undefined,
    anonymous: true,
  },
}

/** An open server: whoever reaches it may do everything, as the `local` principal. */
export const openAccess: Access = () => ANYBODY
