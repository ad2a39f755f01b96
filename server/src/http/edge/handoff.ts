import type { IncomingMessage, RequestListener } from 'node:http'
import type { Socket } from 'node:net'
import type { Admission } from '../../access/authorize.ts'
import { callRequest } from '../door/request-id.ts'
import type { Taking } from './take-alerts.ts'

/** What a fast path has found out about a request that it leaves to the framework: none of it is done twice. */
export interface Handoff {
  /** By what the request is found again. */
  readonly request: string
  readonly admission: Admission
  /** What comes of its alerts; undefined where they were not judged. */
  readonly taking?: Taking | undefined
}

const handoffs = new WeakMap<Socket | IncomingMessage, Handoff>()

/** The next request on this connection is the one that was found out about. */
export function handOff(connection: Socket, handoff: Handoff): void {
  handoffs.set(connection, handoff)
}

/** A listener in whose requests what was handed off with them is found by `handoffOf`. */
export function withHandoffs(listener: RequestListener): RequestListener {
  return (request, response) => {
    const handoff = handoffs.get(request.socket)
    if (handoff !== undefined) {
      handoffs.delete(request.socket)
      handoffs.set(request, handoff)
      callRequest(request, handoff.request)
    }
    listener(request, response)
  }
}

export function handoffOf(request: IncomingMessage): Handoff | undefined {
  return handoffs.get(request)
}
