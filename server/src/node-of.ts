import type { Millis } from '@watchfloor/contract'
import type { Core } from './core/core.ts'
import { systemClock } from './ground/clock.ts'
import { answersOf, lookOnDuty } from './nodes/questions.ts'
import { ThisNode } from './nodes/this-node.ts'
import type { NodeIdentity } from './storage/nodes.ts'
import type { Shared } from './storage/shared.ts'
import type { Gate } from './stream/admission/gate.ts'
import type { Streaming } from './stream/streaming.ts'
import type { UpstreamDuty, Upstreams } from './upstreams/upstreams.ts'

export function nodeOf(
  shared: Shared | undefined,
  identity: NodeIdentity,
  startedAt: Millis,
  now: () => Millis,
): ThisNode {
  // Signs of life go by the process's own clock.
  const { monotonic } = systemClock
  return new ThisNode({ shared, identity: shared?.nodes.me ?? identity, startedAt, now, monotonic })
}

/** Upstreams are looked at by the server that has the duty, for all of them. */
export function upstreamDuty(
  node: ThisNode,
  duty: Shared['duty'] | undefined,
  catchUp: () => Promise<unknown>,
): UpstreamDuty {
  return {
    isMine: () => node.isOnDuty(),
    onChange: (listener) => duty?.onChange((isMine) => listener(isMine)) ?? (() => undefined),
    lookThere: async (names) => {
      await lookOnDuty(node, names)
      await catchUp()
    },
  }
}

/** Joins what runs here to the other servers: what they are told, what they ask, and what counts with theirs. */
export function joinOthers(parts: {
  readonly node: ThisNode
  readonly core: Pick<Core, 'log' | 'beside'>
  readonly gate: Gate
  readonly streaming: Streaming
  readonly upstreams: Upstreams
  readonly isDraining: () => boolean
}): void {
  const { node, core, gate, streaming, upstreams, isDraining } = parts
  node.onGone((why) => core.beside.gone(why))
  node.onOthers((others) => {
    core.beside.holdAlso(others.reduce((latest, { told }) => Math.max(latest, told.hold_until ?? 0), 0))
  })
  gate.countAlso((what, key) => node.countElsewhere(what, key))
  node.answer(answersOf({ streaming, upstreams }))
  node.begin({
    sequence: () => core.log.head().sequence,
    isDraining,
    askers: () => gate.askers(),
    report: () => {
      const { sse, websocket, queuedBytes } = streaming.standing()
      return {
        streams: { sse, websocket },
        queued_bytes: queuedBytes,
        listening: streaming.listening(),
        findings: core.beside.findings(),
        hold_until: core.beside.holdUntil(),
      }
    },
  })
}
