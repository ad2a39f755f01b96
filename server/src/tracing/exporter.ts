import { readFile } from 'node:fs/promises'
import type { Millis } from '@watchfloor/contract'
import type { Clock, Timers } from '../ground/clock.ts'
import { otlpOf, type Span } from './spans.ts'

/** Why spans are not taken, and since when. */
export interface ExportTrouble {
  readonly since: Millis
  readonly reason: string
}

/** Sends spans to a collector, beside everything else. */
export interface SpanExporter {
  readonly add: (span: Span) => void
  readonly trouble: () => ExportTrouble | undefined
  /** Sends what waits, to a collector that took the last, and then nothing more. */
  readonly close: () => Promise<void>
}

/** So many wait; what comes beyond is dropped and counted. */
const QUEUE = 4_096
const BATCH = 512
const EVERY_MS = 1_000
const TIMEOUT_MS = 5_000
/** By OTLP these may pass; everything else is refused for good. */
const MAY_PASS = new Set([429, 502, 503, 504])

export function spanExporter(parts: {
  readonly settings: { readonly endpoint: string; readonly bearer_token_file: string }
  readonly version: string
  readonly node: string
  readonly clock: Pick<Clock, 'now'>
  readonly timers: Pick<Timers, 'every'>
  readonly onSent: (spans: number) => void
  readonly onDropped: (spans: number) => void
}): SpanExporter {
  const { settings, version, node, clock, timers, onSent, onDropped } = parts
  const url = `${settings.endpoint.replace(/\/+$/, '')}/v1/traces`
  let queue: Span[] = []
  let trouble: ExportTrouble | undefined
  let sending: Promise<void> | undefined

  const post = async (spans: readonly Span[]): Promise<Outcome> => {
    try {
      const file = settings.bearer_token_file
      const token = file === '' ? undefined : (await readFile(file, 'utf8')).trim()
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'error',
        headers: {
          'content-type': 'application/json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify(otlpOf(spans, { version, node })),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      await response.body?.cancel()
      if (response.ok) return { is: 'sent' }
      const reason = `it answers ${response.status}`
      return { is: MAY_PASS.has(response.status) ? 'later' : 'refused', reason }
    } catch (error) {
      const { message, cause } = error as Error
      return { is: 'later', reason: cause instanceof Error ? cause.message : message }
    }
  }

  const flush = async (): Promise<void> => {
    while (queue.length > 0) {
      const batch = queue.slice(0, BATCH)
      queue = queue.slice(BATCH)
      const outcome = await post(batch)
      if (outcome.is === 'sent') {
        trouble = undefined
        onSent(batch.length)
        continue
      }
      trouble = { since: trouble?.since ?? clock.now(), reason: outcome.reason }
      // What may pass is kept while there is room; the newest tell most of what is wrong now.
      const kept = outcome.is === 'later' ? batch.slice(Math.max(0, queue.length + batch.length - QUEUE)) : []
      onDropped(batch.length - kept.length)
      queue = [...kept, ...queue]
      if (outcome.is === 'later') return
    }
  }
  const send = (): Promise<void> => {
    sending ??= flush().finally(() => {
      sending = undefined
    })
    return sending
  }
  const stop = timers.every(EVERY_MS, () => void send())
  return {
    add: (span) => {
      if (queue.length < QUEUE) queue.push(span)
      else onDropped(1)
    },
    trouble: () => trouble,
    close: async () => {
      stop()
      await sending
      if (trouble === undefined) await send()
    },
  }
}

type Outcome = { readonly is: 'sent' } | { readonly is: 'later' | 'refused'; readonly reason: string }
