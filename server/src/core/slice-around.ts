import type { LabelSet, Level } from '@watchfloor/contract'
import type { ReportBatch } from '../alerts/alert-input.ts'
import { silencesOf } from '../commands/align-silenced.ts'
import type { IngestAround } from '../commands/ingest.ts'
import type { Stage } from '../ledger/stage.ts'
import { sightOf } from '../scope/sight.ts'
import type { CommandParts } from './core-commands.ts'
import type { Limit } from './core-metrics.ts'

const NO_ROOM_FOR_WORDS =
  'there is no room for more bytes of alerts that fire (limits.state_bytes, limits.state_bytes_per_sender); they go on with their old words'

/** What the alerts of one request meet, and what is counted of them. Its methods are all requests': each has one. */
export class SliceAround implements IngestAround {
  readonly rules: IngestAround['rules']
  readonly ended: IngestAround['ended']
  readonly receiversOf: IngestAround['receiversOf']
  readonly resolveTimeout: number
  readonly listeningSince: number
  readonly lastMoment: number | undefined
  readonly mayReport: IngestAround['mayReport']
  readonly named: readonly string[] | undefined
  /** How many said less than is known. */
  stale = 0
  /** How often which limit was met. */
  crowds: Map<Limit, number> | undefined
  readonly #parts: CommandParts
  readonly #stage: Stage

  constructor(parts: CommandParts, { scope, receiver }: ReportBatch, stage: Stage) {
    const { rules, routing } = parts
    this.#parts = parts
    this.#stage = stage
    this.rules = rules
    this.ended = parts.ended
    this.receiversOf = routing.current.receiversOf
    this.resolveTimeout = routing.current.resolveTimeout ?? rules.resolveTimeout
    this.listeningSince = parts.startedAt
    this.lastMoment = parts.lastMoment
    this.mayReport = sightOf(scope).alert
    this.named = receiver === undefined ? undefined : [receiver]
  }

  silencesOf(labels: LabelSet): readonly string[] {
    return silencesOf(this.#stage, this.#parts.silences, labels)
  }

  mutedBy(labels: LabelSet): readonly string[] {
    return this.#parts.routing.current.mutedBy(labels, this.#stage.now)
  }

  onStale(): void {
    this.stale++
  }

  onFull(level: Level, reason: string): void {
    const { capacity, metrics } = this.#parts
    this.#stage.whenKept(() => {
      capacity.refused('alerts', { worst: level, reason }, this.#stage.now)
      metrics.limited('alerts', 1)
    })
  }

  onCrowd(of: Limit, count: number): void {
    const { capacity } = this.#parts
    if (of === 'texts')
      this.#stage.whenKept(() => capacity.refused('texts', { reason: NO_ROOM_FOR_WORDS }, this.#stage.now))
    this.crowds ??= new Map()
    this.crowds.set(of, (this.crowds.get(of) ?? 0) + count)
  }
}
