import { onTestFinished } from 'vitest'
import { authorizer, openAccess } from '../../../server/src/access/authorize.ts'
import { bindDoor, type Door } from '../../../server/src/bind.ts'
import { systemClock, systemTimers, type Timers } from '../../../server/src/ground/clock.ts'
import { createFrontDoor } from '../../../server/src/http/door/front-door.ts'
import { requestIds } from '../../../server/src/http/door/request-id.ts'
import { createWaitingRoom } from '../../../server/src/http/door/waiting-room.ts'
import { Gate } from '../../../server/src/stream/admission/gate.ts'
import {
  DEFAULT_STREAM_SETTINGS,
  type StreamSettings,
} from '../../../server/src/stream/parts/stream-settings.ts'
import { StreamDoor } from '../../../server/src/stream/transports/stream-door.ts'
import type { Certificate } from '../../../server/src/tls/certificate.ts'

export interface TestDoor extends Door {
  /** How many connections came while there was no room. */
  readonly shed: () => number
  readonly streams: StreamDoor
}

/** A bound address with nothing behind it yet, which answers to `x` too; closed when the test ends. */
export async function openDoor(
  options: {
    readonly connections?: number
    readonly patience?: Parameters<typeof bindDoor>[4]
    readonly limits?: Partial<StreamSettings['limits']>
    readonly timers?: Timers
    /** It speaks TLS with this. */
    readonly certificate?: Certificate
  } = {},
): Promise<TestDoor> {
  const front = createFrontDoor({
    settings: { external_url: '', hosts: ['x'], allowed_origins: [], trusted_proxies: [] },
    prefix: '',
    isForThisMachine: false,
    requestIdOf: requestIds('test'),
    machine: 'here',
    onStrangeName: () => {},
    onRefused: () => {},
  })
  let shed = 0
  const onShed = (): void => void shed++
  const { connections = 100, patience, certificate } = options
  const limits = { ...DEFAULT_STREAM_SETTINGS.limits, ...options.limits }
  const metrics = { shed: () => {}, error: () => {} }
  const gate = new Gate({
    standingOf: () => 'good',
    now: Date.now,
    authorize: authorizer({ access: openAccess, failed: () => {}, controlled: () => {}, refused: () => {} }),
    settings: { limits },
    metrics,
    monotonic: systemClock.monotonic,
    random: Math.random,
    onRefused: () => {},
    doorOf: (request) => ({
      request: front.requestIdOf(request),
      address: front.addressOf(request),
      authorization: request.headers.authorization,
      cookie: undefined,
      isControl: false,
      connection: request.socket,
      isGone: () => false,
    }),
  })
  const headersOf = front.bareHeaders
  const { timers = systemTimers } = options
  const streams = new StreamDoor({ gate, metrics, timers, random: Math.random, headersOf })
  const waiting = createWaitingRoom({ gate, streams, timers, headersOf })
  const door = await bindDoor('127.0.0.1:0', front, waiting, { connections, onShed, certificate }, patience)
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => {
    streams.close()
    waiting.close()
    closing ??= door.close()
    return closing
  }
  onTestFinished(close)
  const open: Door['open'] = (listener, onUpgrade, shortcut) => {
    door.open(listener, onUpgrade, shortcut)
    waiting.open(listener, onUpgrade)
  }
  return { ...door, open, close, streams, shed: () => shed }
}
