import type { IncomingMessage, OutgoingHttpHeaders, RequestListener, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Timers } from '../../ground/clock.ts'
import type { Denial } from '../../stream/admission/denial.ts'
import type { Gate } from '../../stream/admission/gate.ts'
import { isPollRequest } from '../../stream/transports/poll.ts'
import type { StreamDoor } from '../../stream/transports/stream-door.ts'
import { isUpgradePath } from '../../stream/transports/upgrade-path.ts'
import { turnAway, turnAwaySocket } from './turned-away.ts'

export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** A poll or a WebSocket waits for so long at most, ms; then it is told to come back. */
const PATIENCE_MS = 30_000

const STARTING: Denial = {
  status: 503,
  code: 'unavailable',
  message: 'the server is starting',
  retryAfterSeconds: 1,
}

export interface WaitingRoomParts {
  readonly gate: Gate
  readonly streams: StreamDoor
  readonly timers: Timers
  /** Headers of every answer. */
  readonly headersOf: (request: IncomingMessage) => OutgoingHttpHeaders
}

/** What is answered until the server is open. */
export interface WaitingRoom {
  readonly onRequest: RequestListener
  readonly onUpgrade: UpgradeListener
  /** Hands on whoever waits. */
  readonly open: (onRequest: RequestListener, onUpgrade: UpgradeListener) => void
  /** Sends whoever waits away. */
  readonly close: () => void
}

interface Waiting {
  readonly goOn: (onRequest: RequestListener, onUpgrade: UpgradeListener) => void
  readonly sendAway: () => void
}

/**
 * While the server starts, whoever follows it is not sent away: streams are held (see `StreamDoor`), polls and
 * WebSockets wait for their answer, within the limits of waiting polls. Everything else is told to come back.
 */
export function createWaitingRoom({ gate, streams, timers, headersOf }: WaitingRoomParts): WaitingRoom {
  const waiting = new Set<Waiting>()
  /** Whoever was being judged when it opened goes on at once. */
  let opened: Parameters<Waiting['goOn']> | undefined
  let isClosed = false

  /** Waits, until `closed` says that the other end is gone. */
  const wait = async (
    request: IncomingMessage,
    closed: Duplex | ServerResponse,
    goOn: Waiting['goOn'],
    refuse: (denial: Denial) => void,
  ): Promise<void> => {
    const admission = await gate.admit(request, 'poll')
    if (!admission.ok) return refuse(admission)
    if (closed.destroyed) return admission.release()
    if (opened !== undefined) {
      admission.release()
      return goOn(...opened)
    }
    const place = gate.admitWaiting(admission)
    if (!place.ok) {
      admission.release()
      return refuse(place)
    }
    const leave = (): void => {
      waiting.delete(one)
      cancel()
      closed.off('close', leave)
      place.over()
      admission.release()
    }
    const one: Waiting = {
      goOn: (...listeners) => {
        leave()
        goOn(...listeners)
      },
      sendAway: () => {
        leave()
        refuse(STARTING)
      },
    }
    const cancel = timers.after(PATIENCE_MS, one.sendAway)
    closed.on('close', leave)
    waiting.add(one)
    if (isClosed) one.sendAway()
  }

  return {
    onRequest: (request, response) => {
      if (streams.take(request, response)) return
      const refuse = (denial: Denial): void => turnAway(request, response, denial, headersOf(request))
      if (!isPollRequest(request)) return refuse(STARTING)
      void wait(request, response, (onRequest) => onRequest(request, response), refuse)
    },
    onUpgrade: (request, socket, head) => {
      if (streams.take(request)) return
      const refuse = (denial: Denial): void => turnAwaySocket(request, socket, denial, headersOf(request))
      if (!isUpgradePath(request)) return refuse(STARTING)
      const onError = (): void => void socket.destroy()
      socket.on('error', onError)
      const goOn: Waiting['goOn'] = (_, onUpgrade) => {
        socket.off('error', onError)
        onUpgrade(request, socket, head)
      }
      void wait(request, socket, goOn, refuse)
    },
    open: (onRequest, onUpgrade) => {
      opened = [onRequest, onUpgrade]
      for (const one of [...waiting]) one.goOn(onRequest, onUpgrade)
    },
    close: () => {
      isClosed = true
      for (const one of [...waiting]) one.sendAway()
    },
  }
}
