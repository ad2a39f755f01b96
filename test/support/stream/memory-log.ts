import type { Alert, Cursor, LoggedEvent, StatsEvent } from '@watchfloor/contract'
import type { AcknowledgeCommand } from '../../../server/src/commands/acknowledge.ts'
import type { CommandAnswer } from '../../../server/src/commands/command-answer.ts'
import type { EventLog } from '../../../server/src/log/event-log.ts'
import { locateCursor } from '../../../server/src/log/terms.ts'
import { sightOf } from '../../../server/src/scope/sight.ts'
import type { StreamingParts } from '../../../server/src/stream/streaming.ts'
import { sampleEvent, sampleStats } from './sample-events.ts'

/** A log that lives in memory and can be made to misbehave. */
export class MemoryLog {
  readonly events: LoggedEvent[] = []
  readonly #terms = [{ epoch: 'e1', first: 1 }]
  readonly #listeners = new Set<(batch: readonly LoggedEvent[]) => void>()
  readonly #turners = new Set<(before: Cursor) => void>()
  #earliest = 0
  #head = 0
  /** Why it cannot append. */
  degraded: string | undefined
  /** What a read fails with. */
  failure: Error | undefined
  /** Reads wait for this. */
  gate: Promise<void> = Promise.resolve()
  reads = 0

  readonly log: EventLog = {
    head: () => ({ epoch: this.epoch, sequence: this.#head }),
    earliest: () => ({ epoch: this.epoch, sequence: this.#earliest }),
    locate: (cursor) => locateCursor(cursor, this.#terms, this.#head, this.#earliest),
    readAfter: async (after, limit) => {
      this.reads++
      await this.gate
      if (this.failure !== undefined) throw this.failure
      return this.events.filter(({ sequence }) => sequence > Math.max(after, this.#earliest)).slice(0, limit)
    },
    newest: (before) => this.events.filter(({ sequence }) => sequence < before).toReversed(),
    subscribe: (listener) => {
      this.#listeners.add(listener)
      return () => this.#listeners.delete(listener)
    },
    onTurn: (listener) => {
      this.#turners.add(listener)
      return () => this.#turners.delete(listener)
    },
    catchUp: () => this.catchUp(),
    asOf: () => undefined,
    degraded: () => this.degraded,
  }

  get epoch(): string {
    return this.#terms.at(-1)?.epoch ?? ''
  }

  get listeners(): number {
    return this.#listeners.size
  }

  /** What a look for others' events brings. */
  catchUp = async (): Promise<boolean> => true

  /** Of what was shown, everything after a sequence was lost with the database that had it. */
  loseAfter(sequence: number, epoch: string): void {
    const before = { epoch: this.epoch, sequence: this.#head }
    this.events.length = sequence
    this.#head = sequence
    this.newTerm(epoch)
    for (const turner of this.#turners) turner(before)
  }

  /** Commits sample events, as one batch. `padding` makes each so many bytes larger. */
  publish(count: number, padding = 0): readonly LoggedEvent[] {
    const batch = Array.from({ length: count }, (_, i) => {
      const sequence = this.#head + 1 + i
      return sampleEvent(sequence, this.epoch, sequence, padding)
    })
    this.events.push(...batch)
    this.#head += count
    this.tell(batch)
    return batch
  }

  /** Tells a batch to the subscribers, whatever it is. */
  tell(batch: readonly LoggedEvent[]): void {
    for (const listener of this.#listeners) listener(batch)
  }

  /** Commits without telling anybody: what a wake-up that got lost looks like. */
  publishUnheard(count: number): void {
    const listeners = [...this.#listeners]
    this.#listeners.clear()
    this.publish(count)
    for (const listener of listeners) this.#listeners.add(listener)
  }

  /** Forgets everything up to a sequence. */
  trim(sequence: number): void {
    this.#earliest = sequence
  }

  /** The writer started again. */
  newTerm(epoch: string): void {
    this.#terms.push({ epoch, first: this.#head + 1 })
  }
}

type StreamingCore = StreamingParts['core']

/** The part of the core that streams need, on a `MemoryLog`. */
export class MemoryCore implements StreamingCore {
  readonly memory = new MemoryLog()
  readonly log = this.memory.log
  readonly acknowledged: AcknowledgeCommand[] = []
  answer: CommandAnswer<Alert> = { ok: false, reason: 'not_found', message: 'no such alert' }
  readonly #listeners = new Set<(event: StatsEvent) => void>()
  /** Statistics of whoever has a scope. */
  readonly ofScope = sampleStats(7)
  #stats = sampleStats(0)

  readonly now = (): number => Date.now()
  readonly stats = (): StatsEvent => this.#stats
  readonly subscribeStats = (listener: (event: StatsEvent) => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
  readonly seenBy: StreamingCore['seenBy'] = (scope) => {
    const sight = sightOf(scope)
    return {
      sight,
      event: (event) => (sight.event(event) ? event : undefined),
      stats: scope === undefined ? this.stats : () => this.ofScope,
      by: () => ({ acknowledge: this.acknowledge }),
    }
  }
  readonly audit = { refused: (): void => {} }
  readonly acknowledge = async (command: AcknowledgeCommand): Promise<CommandAnswer<Alert>> => {
    this.acknowledged.push(command)
    return this.answer
  }

  /** New statistics. */
  count(firing: number): void {
    this.#stats = sampleStats(firing)
    for (const listener of this.#listeners) listener(this.#stats)
  }
}
