import { type Millis, type NodeInfo, parseTime } from '@watchfloor/contract'
import { plural } from '../../../shared/counts.ts'
import { asOfText, formatDuration, momentText } from '../../../shared/times.ts'
import type { HopMark } from '../../ui/health-shape.tsx'

/** A server among several, in words. */
export interface NodeWords {
  readonly mark: HopMark
  /** Where it stands; what it does beside. */
  readonly state: string
  /** What it holds, and since when it runs. */
  readonly facts: readonly string[]
}

/** A clock may be so far off before it is said; servers tell it beyond what the way to the store explains. */
const SKEW_SAID_MS = 1_000

export function nodeWords(node: NodeInfo, now: Millis): NodeWords {
  const { status, version, streams, lag, clock_skew_ms: skew = 0 } = node
  const seen = parseTime(node.seen) ?? Number.NaN
  const since = `version ${version}, since ${momentText(parseTime(node.since) ?? Number.NaN, now)}`
  if (status === 'vanished')
    return { mark: 'failing', state: `not heard of since ${asOfText(seen, now)}`, facts: [since] }
  if (status === 'cut_off')
    return { mark: 'unknown', state: `cut off from the store, as of ${asOfText(seen, now)}`, facts: [since] }
  const isOff = Math.abs(skew) > SKEW_SAID_MS
  return {
    mark: isOff ? 'degraded' : status === 'draining' ? 'paused' : 'ok',
    state:
      status === 'draining'
        ? 'going away'
        : node.on_duty
          ? 'on duty: timers, health, upstreams'
          : 'stands by',
    facts: [
      ...(isOff ? [`clock ${formatDuration(Math.abs(skew))} ${skew > 0 ? 'ahead' : 'behind'}`] : []),
      ...(streams === undefined ? [] : [plural(streams, 'stream')]),
      ...(lag === undefined ? [] : [lag === 0 ? 'shows everything' : `${plural(lag, 'event')} behind`]),
      since,
    ],
  }
}
