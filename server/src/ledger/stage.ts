import {
  type AlertEventType,
  type BoardHealth,
  type BoardSilence,
  formatCursor,
  type Health,
  type LoggedEvent,
  type Matcher,
  type Millis,
  type Silence,
  type SilenceEventType,
  type SystemNotification,
} from '@watchfloor/contract'
import { opened } from '../alerts/opened.ts'
import { toChange } from '../alerts/payload.ts'
import type { AlertRecord } from '../alerts/record.ts'
import type { Step } from '../alerts/step.ts'
import { type StepBudget, unlimited } from '../ground/budgeted.ts'
import { finish, type Steps } from '../ground/steps.ts'
import { goneRow } from '../health/rows.ts'
import type { SourceRecord } from '../health/source-record.ts'
import type { Inhibition } from '../inhibition/inhibition.ts'
import type { Changes } from '../storage/storage.ts'
import { AuditTrail } from './audit-trail.ts'
import { inhibitionOver } from './inhibition-over.ts'
import { Layer } from './layer.ts'
import { NumberedEvents, type StageContext } from './numbered-events.ts'
import type { Provenance } from './provenance.ts'
import { type Spread, Spreading, toTargets } from './spread.ts'
import type { State } from './state.ts'

/**
 * One group's work: commands of the group see each other's changes, and those of the group whose commit is under
 * way; nobody else does (S13). Thrown away whole when the commit fails.
 */
export class Stage {
  readonly audit: AuditTrail
  /** By the hash of their tokens, expired ones included. Whoever changes them sends the group to the disk. */
  readonly credentials: Layer['credentials']
  /** By their ids, in the same way. */
  readonly sessions: Layer['sessions']
  /** By what they are about, in the same way. */
  readonly revocations: Layer['revocations']
  /** By what its commit is followed. */
  trace: string | undefined
  readonly #state: State
  readonly #layer: Layer
  #inhibition: Inhibition
  readonly #events: NumberedEvents
  readonly #spreading = new Spreading(this)
  #now: Millis
  #flush = false
  readonly #whenKept: (() => void)[] = []

  /** `below` is the stage whose commit is under way, if there is one. */
  constructor(state: State, context: StageContext, below?: Stage) {
    this.#state = state
    this.#layer = new Layer(state, below === undefined ? undefined : below.#layer)
    this.credentials = this.#layer.credentials
    this.sessions = this.#layer.sessions
    this.revocations = this.#layer.revocations
    this.audit = new AuditTrail(state.audit, below?.audit)
    this.#events = new NumberedEvents(below === undefined ? context.head : below.#events.last, context.newId)
    this.#now = context.now
    this.#inhibition = inhibitionOver(state, this.#layer)
  }

  /** Time of the command that is being staged. */
  get now(): Millis {
    return this.#now
  }

  /** Commands that arrived later are staged from now on; the rules may have changed since the last. */
  goOn(now: Millis): void {
    this.#now = now
    if (this.#inhibition.committed !== this.#state.inhibition)
      this.#inhibition = inhibitionOver(this.#state, this.#layer)
  }

  alert(fingerprint: string): AlertRecord | undefined {
    return this.#layer.alert(fingerprint)
  }

  alerts(): Generator<AlertRecord> {
    return this.#layer.alerts()
  }

  heldUntilWorse(): readonly AlertRecord[] {
    return this.#layer.heldUntilWorse()
  }

  silence(id: string): BoardSilence | undefined {
    return this.#layer.silence(id)
  }

  /** What is held of this kind, in all and of what came by this sender. */
  held(...of: Parameters<Layer['held']>): ReturnType<Layer['held']> {
    return this.#layer.held(...of)
  }

  get standing(): Layer['standing'] {
    return this.#layer.standing
  }

  countFiring(): number {
    return this.#layer.countFiring()
  }

  silences(): Generator<BoardSilence> {
    return this.#layer.silences()
  }

  /** Silences with these ids, and all that this group and the one before it made or changed. */
  silencesAmong(ids: Iterable<string>): readonly BoardSilence[] {
    return this.#layer.silencesAmong(ids)
  }

  /** Fingerprints of alerts that may list this silence; of none, of those that this group and the one before it changed. */
  listing(id?: string): Iterable<string> {
    return this.#layer.listing(id)
  }

  /** Alerts that go on and may pass these matchers, this group's own included. */
  firingFor(matchers: readonly Matcher[]): Iterable<AlertRecord> {
    return finish(this.firingInSteps(matchers, unlimited()))
  }

  firingInSteps(matchers: readonly Matcher[], budget: StepBudget): Steps<Iterable<AlertRecord>> {
    return this.#layer.firingInSteps(matchers, budget)
  }

  source(component: string): SourceRecord | undefined {
    return this.#layer.source(component)
  }

  /** How many sources there are, and how many of them came by this sender. */
  countSources(sender: string): { readonly all: number; readonly own: number } {
    return this.#layer.countSources(sender)
  }

  health(component: string): BoardHealth | undefined {
    return this.#layer.health(component)
  }

  /** Lays a step over what is known: the record, and its events with the whole alert in each. Returns the record as kept. */
  applyStep(step: Step, known = this.alert(step.record.fingerprint)): AlertRecord {
    const was = known?.status === 'firing' ? known : undefined
    const fires = step.record.status === 'firing'
    // Its level changed.
    const before = fires && !step.opens && was?.labels !== step.record.labels ? was : undefined
    const record = this.#numbered(step, before !== undefined)
    if (!record.heartbeat) for (const type of step.emit) this.#publishAlert(type, record, step, before)
    const begins = fires && (was === undefined || before !== undefined)
    this.#layer.putAlert(known, record, { isUrgent: step.durable, begins })
    if (before !== undefined) this.#touch(before)
    if (begins || (was !== undefined && !fires)) this.#touch(record)
    return record
  }

  /** Whoever it inhibits, or did, is looked at. */
  #touch(source: AlertRecord): void {
    for (const [rule, key] of this.#inhibition.touchedBy(source)) this.spread(toTargets(rule, key))
  }

  /** Alerts that a rule of inhibition may inhibit. */
  targets(rule: number, key: string): Iterable<string> {
    return this.#inhibition.targets(rule, key)
  }

  /** By whom it would be inhibited as things are. */
  inhibitorsOf(record: AlertRecord): AlertRecord['inhibitedBy'] {
    return this.#inhibition.inhibitorsOf(record)
  }

  forgetAlert(fingerprint: string): void {
    this.#layer.forgetAlert(fingerprint)
  }

  /** Does what follows for many alerts, as far as this group may hold it. */
  spread(spread: Spread): void {
    this.#spreading.do(spread)
  }

  /** What follows, and was too much for this group. */
  get later(): ReadonlyMap<string, Spread> {
    return this.#spreading.later
  }

  /** Sends this group to the disk even if nothing in it is urgent. */
  flush(): void {
    this.#flush = true
  }

  putSilence(type: SilenceEventType, silence: Silence | BoardSilence, told: Provenance = {}): void {
    const { sequence: _earlier, ...data } = { sequence: 0, ...silence }
    const event = { type, source: 'silence_manager', data: { ...data, ...told } } as const
    const sequence = this.#events.add(event, this.now)
    this.#layer.putSilence({ ...data, sequence })
  }

  forgetSilence(id: string): void {
    this.#layer.forgetSilence(id)
  }

  putSource(source: SourceRecord): void {
    this.#layer.putSource(source)
  }

  /** Nobody knows of it any more; its row leaves every board. */
  forgetSource(component: string, message: string): void {
    const row = this.health(component)
    if (row !== undefined) this.#publishHealth(goneRow(row, message, this.now))
    this.#layer.forgetSource(component)
    this.flush()
  }

  putHealth(health: Health): void {
    this.#layer.putHealth({ ...health, sequence: this.#publishHealth(health) })
  }

  /** What the names of severities mean (S8). */
  get severities(): Layer['severities'] {
    return this.#layer.severities
  }

  keptSeverities(): ReturnType<Layer['keptSeverities']> {
    return this.#layer.keptSeverities()
  }

  keepSeverity(...kept: Parameters<Layer['keepSeverity']>): void {
    this.#layer.keepSeverity(...kept)
    this.flush()
  }

  notify(data: SystemNotification): void {
    this.#events.add({ type: 'system_notification', source: 'system', data }, this.now)
  }

  /** Must this group reach the disk before its senders are answered? */
  get durable(): boolean {
    return this.#flush || this.#events.list.length > 0 || this.#layer.isUrgent || !this.audit.isEmpty
  }

  get events(): readonly LoggedEvent[] {
    return this.#events.list
  }

  get touched(): Layer['touched'] {
    return this.#layer.touched
  }

  changes(): Changes {
    const rest = { ...this.audit.changes(), trace: this.trace }
    return { events: this.#events.list, ...this.#layer.changes(), ...rest }
  }

  land(): void {
    this.#layer.land()
  }

  /** Calls back when this group is kept: a command may be judged again, and what it does beside its stage only once. */
  whenKept(done: () => void): void {
    this.#whenKept.push(done)
  }

  settle(): void {
    this.#layer.settle()
    this.audit.settle()
    for (const done of this.#whenKept) done()
  }

  /** The record with what its events give it. A life begins with who inhibits it from the first moment (S6, S7). */
  #numbered({ record, emit, opens }: Step, isRelabelled: boolean): AlertRecord {
    const published = record.heartbeat ? 0 : emit.length
    const sequence = published === 0 ? record.sequence : this.#events.last.sequence + published
    if (!opens && !isRelabelled) return sequence === record.sequence ? record : { ...record, sequence }
    // Its labels are new: from now on it may inhibit by them, and be inhibited.
    this.#inhibition.open(record)
    const inhibitedBy = this.#inhibition.inhibitorsOf(record)
    if (!opens) return { ...record, inhibitedBy, sequence }
    return opened(record, formatCursor(this.#events.next), inhibitedBy, sequence)
  }

  #publishAlert(
    type: AlertEventType,
    record: AlertRecord,
    step: Step,
    before: AlertRecord | undefined,
  ): void {
    const data = toChange(record, this.severities, step, before)
    this.#events.add({ type, source: 'alert_processor', data }, this.now)
  }

  #publishHealth(data: Health): number {
    return this.#events.add({ type: 'health_changed', source: 'health_monitor', data }, this.now)
  }
}
