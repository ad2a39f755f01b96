import type { IncomingMessage } from 'node:http'
import type { Admission } from '../../access/authorize.ts'
import type { BytesRead } from './read-bytes.ts'
import type { Taking } from './take-alerts.ts'

/** What a fast path has found out about a request that it leaves to the framework: none of it is done twice. */
export interface Handoff {
  readonly admission: Admission
  /** Its body, or why there is none; undefined while nothing of it was read. */
  readonly body?: Parameters<BytesRead>
  /** What comes of its alerts; undefined where they were not judged. */
  readonly taking?: Taking
}

const handoffs = new WeakMap<IncomingMessage, Handoff>()

export function handOff(request: IncomingMessage, handoff: Handoff): void {
  handoffs.set(request, handoff)
}

export function handoffOf(request: IncomingMessage): Handoff | undefined {
  return handoffs.get(request)
}
