import { formatTime } from '@watchfloor/contract'
import type { Clock, Timers } from '../ground/clock.ts'
import type { Tracing } from '../ground/tracing.ts'
import type { Finding } from '../health/rows.ts'
import { spanExporter } from './exporter.ts'
import { follow } from './follow.ts'

/** Tracing, as whoever runs the server knows it. */
export interface OpenTracing {
  readonly tracing: Tracing
  readonly notices: () => readonly Finding[]
  readonly close: () => Promise<void>
}

export interface TracingParts {
  readonly settings: {
    readonly endpoint: string
    readonly one_in: number
    readonly bearer_token_file: string
  }
  readonly version: string
  /** Its name among several. */
  readonly node: string
  readonly clock: Clock
  readonly timers: Timers
  readonly random: () => number
  readonly onSpans: (outcome: 'sent' | 'dropped', count: number) => void
}

/** Follows requests and tells a collector; loaded only where there is one. */
export function openTracing({ settings, onSpans, random, ...parts }: TracingParts): OpenTracing {
  let dropped = 0
  const exporter = spanExporter({
    ...parts,
    settings,
    onSent: (spans) => onSpans('sent', spans),
    onDropped: (spans) => {
      dropped += spans
      if (spans > 0) onSpans('dropped', spans)
    },
  })
  const row = { component: 'Traces', kind: 'server', quiet: false } as const
  return {
    tracing: follow({ oneIn: settings.one_in, clock: parts.clock, random, add: exporter.add }),
    notices: () => {
      const trouble = exporter.trouble()
      if (trouble === undefined) return [{ ...row, status: 'healthy' }]
      const since = formatTime(trouble.since)
      const message = `the collector at ${settings.endpoint} does not take traces since ${since} (${trouble.reason}); ${dropped} spans were dropped. Alerts are not touched by that`
      return [{ ...row, status: 'degraded', message }]
    },
    close: exporter.close,
  }
}
