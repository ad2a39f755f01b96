import {
  type AlertEventType,
  type BoardHealth,
  type BoardSilence,
  type Cursor,
  formatCursor,
  formatTime,
  type Health,
  type LoggedEvent,
  type Matcher,
  type Millis,
  type SeverityTable,
  type Silence,
  type SilenceEventType,
  type SystemNotification,
} from '@watchfloor/contract'
import { toAlert } from '../alerts/payload.ts'
import type { AlertRecord } from '../alerts/record.ts'
import type { Step } from '../alerts/step.ts'
import type { SourceRecord } from '../health/source-record.ts'
import { Inhibition, sameInhibitors } from '../inhibition/inhibition.ts'
import type { Changes } from '../storage/storage.ts'
import { merge, type Provenance, split } from './staged.ts'
import { isUntilWorse, type State } from './state.ts'

/** What a stage needs to number and name its events. */
export interface StageContext {
  readonly head: Cursor
  readonly now: Millis
  readonly severities: SeverityTable
  readonly newId: () => string
}

type Unnumbered = LoggedEvent extends infer E
  ? E extends LoggedEvent
    ? Pick<E, 'type' | 'source' | 'data'>
    : never
  : never

/**
 * One group's changes, laid over the committed state: commands of the group see each other's work, nobody else
 * does (S13). Thrown away whole when the commit fails.
 */
export class Stage {
  readonly now: Millis
  readonly severities: SeverityTable
  readonly #state: State
  readonly #context: StageContext
  readonly #events: LoggedEvent[] = []
  readonly #alerts = new Map<string, AlertRecord | undefined>()
  readonly #silences = new Map<string, BoardSilence | undefined>()
  readonly #sources = new Map<string, SourceRecord>()
  readonly #health = new Map<string, BoardHealth>()
  /** Alerts whose change may be written later, because it was only a moved deadline. */
  readonly #lazy = new Set<string>()
  readonly #untilWorse = new Set<string>()
  /** Alerts that began to fire in this stage. */
  readonly #began = new Set<string>()
  readonly #inhibition: Inhibition
  #flush = false

  constructor(state: State, context: StageContext) {
    this.#state = state
    this.#context = context
    this.#inhibition = new Inhibition(state.inhibition, (fingerprint) => this.alert(fingerprint))
    this.now = context.now
    this.severities = context.severities
  }

  alert(fingerprint: string): AlertRecord | undefined {
    const staged = this.#alerts.get(fingerprint)
    if (staged !== undefined || this.#alerts.has(fingerprint)) return staged
    return this.#state.alerts.get(fingerprint)
  }

  /** Every alert, this group's changes included. */
  *alerts(): Generator<AlertRecord> {
    for (const [fingerprint, record] of this.#state.alerts) {
      if (!this.#alerts.has(fingerprint)) yield record
    }
    for (const record of this.#alerts.values()) if (record !== undefined) yield record
  }

  /** Alerts acknowledged "until worse", as they are in this stage. */
  heldUntilWorse(): readonly AlertRecord[] {
    if (this.#state.untilWorse.size === 0 && this.#untilWorse.size === 0) return []
    const fingerprints = new Set([...this.#state.untilWorse, ...this.#untilWorse])
    return [...fingerprints].flatMap((fingerprint) => {
      const record = this.alert(fingerprint)
      return record !== undefined && isUntilWorse(record) ? [record] : []
    })
  }

  silence(id: string): BoardSilence | undefined {
    return this.#silences.has(id) ? this.#silences.get(id) : this.#state.silences.get(id)
  }

  *silences(): Generator<BoardSilence> {
    for (const [id, silence] of this.#state.silences) if (!this.#silences.has(id)) yield silence
    for (const silence of this.#silences.values()) if (silence !== undefined) yield silence
  }

  /** Silences with these ids, and all that this group made or changed. */
  *silencesAmong(ids: Iterable<string>): Generator<BoardSilence> {
    for (const id of new Set([...ids, ...this.#silences.keys()])) {
      const silence = this.silence(id)
      if (silence !== undefined) yield silence
    }
  }

  /** Firing alerts that may pass these matchers, this group's own included. */
  *firingFor(matchers: readonly Matcher[]): Generator<AlertRecord> {
    for (const fingerprint of new Set([...this.#state.firing.candidates(matchers), ...this.#began])) {
      const record = this.alert(fingerprint)
      if (record?.status === 'firing') yield record
    }
  }

  source(component: string): SourceRecord | undefined {
    return this.#sources.get(component) ?? this.#state.sources.get(component)
  }

  health(component: string): BoardHealth | undefined {
    return this.#health.get(component) ?? this.#state.health.get(component)
  }

  /** Takes a step over: the record, and its events with the whole alert in each. Returns the record as kept. */
  applyStep(step: Step): AlertRecord {
    const wasFiring = this.alert(step.record.fingerprint)?.status === 'firing'
    let record = step.opens ? this.#open(step.record) : step.record
    if (!record.heartbeat) {
      for (const type of step.emit) {
        record = { ...record, sequence: this.#publishAlert(type, record, step.by, step.reason) }
      }
    }
    if (step.durable) this.#lazy.delete(record.fingerprint)
    else if (!this.#alerts.has(record.fingerprint)) this.#lazy.add(record.fingerprint)
    this.#alerts.set(record.fingerprint, record)
    if (isUntilWorse(record)) this.#untilWorse.add(record.fingerprint)
    if (!wasFiring && record.status === 'firing') this.#began.add(record.fingerprint)
    if (wasFiring !== (record.status === 'firing')) {
      for (const target of [...this.#inhibition.touchedBy(record)]) this.inhibit(target)
    }
    return record
  }

  /** Brings who inhibits a firing alert up to date; says so when that changed. */
  inhibit(record: AlertRecord): void {
    const inhibitedBy = this.#inhibition.inhibitorsOf(record)
    if (sameInhibitors(inhibitedBy, record.inhibitedBy)) return
    this.applyStep({
      record: { ...record, inhibitedBy, updatedAt: this.now },
      emit: [inhibitedBy.length > 0 ? 'alert_inhibited' : 'alert_uninhibited'],
      opens: false,
      durable: true,
    })
  }

  forgetAlert(fingerprint: string): void {
    this.#alerts.set(fingerprint, undefined)
  }

  /** Sends this group to the disk even if nothing in it is urgent. */
  flush(): void {
    this.#flush = true
  }

  putSilence(type: SilenceEventType, silence: Silence | BoardSilence, told: Provenance = {}): void {
    const { sequence: _earlier, ...data } = { sequence: 0, ...silence }
    const sequence = this.#publish({ type, source: 'silence_manager', data: { ...data, ...told } })
    this.#silences.set(data.id, { ...data, sequence })
  }

  forgetSilence(id: string): void {
    this.#silences.set(id, undefined)
  }

  putSource(source: SourceRecord): void {
    this.#sources.set(source.component, source)
  }

  putHealth(health: Health): void {
    const sequence = this.#publish({ type: 'health_changed', source: 'health_monitor', data: health })
    this.#health.set(health.component, { ...health, sequence })
  }

  notify(data: SystemNotification): void {
    this.#publish({ type: 'system_notification', source: 'system', data })
  }

  /** Must this group reach the disk before its senders are answered? */
  get durable(): boolean {
    if (this.#flush || this.#events.length > 0 || this.#silences.size > 0) return true
    return this.#alerts.size > this.#lazy.size
  }

  get events(): readonly LoggedEvent[] {
    return this.#events
  }

  /** Keys of what changed, for whoever schedules or writes later. */
  get touched(): {
    readonly alerts: readonly string[]
    readonly lazy: readonly string[]
    readonly silences: readonly string[]
    readonly sources: readonly string[]
  } {
    return {
      alerts: [...this.#alerts.keys()],
      lazy: [...this.#lazy],
      silences: [...this.#silences.keys()],
      sources: [...this.#sources.keys()],
    }
  }

  /** The transaction. */
  changes(): Changes {
    const [alerts, forgottenAlerts] = split(this.#alerts)
    const [silences, forgottenSilences] = split(this.#silences)
    return {
      events: this.#events,
      alerts,
      forgottenAlerts,
      silences,
      forgottenSilences,
      sources: [...this.#sources.values()],
      health: [...this.#health.values()],
    }
  }

  /** Lays the changes into the committed state. */
  settle(): void {
    for (const [fingerprint, record] of this.#alerts) {
      const before = this.#state.alerts.get(fingerprint)
      if (before?.status === record?.status) continue
      if (record?.status === 'firing') {
        this.#state.inhibition.add(fingerprint, record.labels)
        this.#state.firing.add(fingerprint, record.labels)
      } else if (before?.status === 'firing') {
        this.#state.inhibition.remove(fingerprint, before.labels)
        this.#state.firing.remove(fingerprint)
      }
    }
    merge(this.#state.alerts, this.#alerts)
    for (const [fingerprint, record] of this.#alerts) {
      if (record !== undefined && isUntilWorse(record)) this.#state.untilWorse.add(fingerprint)
      else this.#state.untilWorse.delete(fingerprint)
    }
    for (const [id, silence] of this.#silences) {
      if (silence === undefined || silence.state === 'expired') this.#state.silenceIndex.remove(id)
      else this.#state.silenceIndex.add(silence)
    }
    merge(this.#state.silences, this.#silences)
    merge(this.#state.sources, this.#sources)
    merge(this.#state.health, this.#health)
  }

  /** A life begins, with who inhibits it from the first moment (S6, S7). */
  #open(given: AlertRecord): AlertRecord {
    const record = { ...given, life: formatCursor(this.#nextPosition()) }
    this.#inhibition.open(record)
    return { ...record, inhibitedBy: this.#inhibition.inhibitorsOf(record) }
  }

  #publishAlert(
    type: AlertEventType,
    record: AlertRecord,
    by: string | undefined,
    reason: string | undefined,
  ): number {
    return this.#publish({
      type,
      source: 'alert_processor',
      data: {
        ...toAlert(record, this.#context.severities),
        ...(by === undefined ? {} : { by }),
        ...(reason === undefined ? {} : { reason }),
      },
    })
  }

  #publish(event: Unnumbered): number {
    const position = this.#nextPosition()
    const stamp = { id: this.#context.newId(), timestamp: formatTime(this.now) }
    this.#events.push({ ...event, ...stamp, ...position } as LoggedEvent)
    return position.sequence
  }

  #nextPosition(): Cursor {
    return {
      epoch: this.#context.head.epoch,
      sequence: this.#context.head.sequence + this.#events.length + 1,
    }
  }
}
