import {
  type BoardHealth,
  type BoardSilence,
  isGoingOn,
  type Matcher,
  type SeverityTable,
} from '@watchfloor/contract'
import type { CredentialRecord } from '../access/credential.ts'
import type { RevocationRecord } from '../access/revocation.ts'
import type { SessionRecord } from '../access/session.ts'
import type { Held } from '../alerts/budget.ts'
import { type AlertRecord, NONE } from '../alerts/record.ts'
import type { KeptSeverity } from '../alerts/severity-names.ts'
import type { StepBudget } from '../ground/budgeted.ts'
import { bothStanding, type Standing } from '../ground/standing.ts'
import type { Steps } from '../ground/steps.ts'
import type { SourceRecord } from '../health/source-record.ts'
import type { RecordChanges } from '../storage/storage.ts'
import {
  type AllHoldings,
  holdingsOver,
  landHoldings,
  replaceAlert,
  replaceSilence,
  settleHoldings,
} from './holdings.ts'
import { changesOf, type Kinds, kindsOf, settleKinds, type Touched, touchedOf } from './kinds.ts'
import type { Overlay } from './overlay.ts'
import { isUntilWorse, recount, type State } from './state.ts'

/**
 * One group's changes, laid over the committed state and, while the group before is on its way to the disk, over
 * that one's layer. Reads see all of it; `settle` lays it into the state.
 */
export class Layer {
  readonly #state: State
  /** The group whose commit is under way. It settles before this one, or both are thrown away. */
  #below: Layer | undefined
  readonly #kinds: Kinds
  /** What is held, with what this layer changes. */
  readonly #holdings: AllHoldings
  /** Is there anything that its senders must not be answered without? A moved deadline may be written later. */
  #isUrgent = false
  readonly #untilWorse = new Set<string>()
  /** Alerts that began to fire in this layer, or got another level. */
  readonly #began: string[] = []
  #severities: SeverityTable | undefined

  constructor(state: State, below: Layer | undefined) {
    this.#state = state
    this.#below = below
    this.#kinds = kindsOf(state, below === undefined ? undefined : below.#kinds)
    this.#holdings = holdingsOver(below === undefined ? state.holdings : below.#holdings)
  }

  alert(fingerprint: string): AlertRecord | undefined {
    return this.#kinds.alerts.get(fingerprint)
  }

  alerts(): Generator<AlertRecord> {
    return this.#kinds.alerts.values()
  }

  /** Alerts acknowledged "until worse". */
  heldUntilWorse(): readonly AlertRecord[] {
    const { untilWorse } = this.#state
    const below = this.#below === undefined ? NO_KEYS : this.#below.#untilWorse
    if (untilWorse.size + below.size + this.#untilWorse.size === 0) return NONE
    const fingerprints = new Set([...untilWorse, ...below, ...this.#untilWorse])
    return [...fingerprints].flatMap((fingerprint) => {
      const record = this.alert(fingerprint)
      return record !== undefined && isUntilWorse(record) ? [record] : []
    })
  }

  /** Alerts that began to fire and are not in the state's indexes yet. */
  get began(): readonly string[] {
    return [...(this.#below === undefined ? [] : this.#below.#began), ...this.#began]
  }

  /** Alerts that fire, or flap (S10), and may pass these matchers. */
  *firingInSteps(matchers: readonly Matcher[], budget: StepBudget): Steps<Iterable<AlertRecord>> {
    return this.#firingOf(yield* this.#state.firing.candidatesInSteps(matchers, budget))
  }

  *#firingOf(candidates: Iterable<string>): Generator<AlertRecord> {
    const began = new Set(this.began)
    for (const fingerprint of candidates) {
      const record = this.alert(fingerprint)
      if (record !== undefined && isGoingOn(record) && !began.has(fingerprint)) yield record
    }
    for (const fingerprint of began) {
      const record = this.alert(fingerprint)
      if (record !== undefined && isGoingOn(record)) yield record
    }
  }

  /** How many alerts of the board fire, or flap; the pipeline's heartbeat is none of them. */
  countFiring(): number {
    const { alerts, firing, heartbeats } = this.#state
    let count = firing.size
    for (const fingerprint of heartbeats) if (isFiring(alerts.get(fingerprint))) count--
    for (const fingerprint of this.#kinds.alerts.changed) {
      count += onBoard(this.alert(fingerprint)) - onBoard(alerts.get(fingerprint))
    }
    return count
  }

  /** What is held of this kind, in all and of what came by this sender. */
  held(kind: 'alerts' | 'silences', sender: string): Held {
    const holdings = this.#holdings[kind]
    return { all: holdings.all, ofSender: holdings.ofSender(sender) }
  }

  /** What the expressions of all silences may cost one alert, those that end in this layer included. */
  get standing(): Standing {
    return bothStanding(this.#below?.standing ?? this.#state.silenceIndex.standing, this.#holdings.began)
  }

  silence(id: string): BoardSilence | undefined {
    return this.#kinds.silences.get(id)
  }

  silences(): Generator<BoardSilence> {
    return this.#kinds.silences.values()
  }

  /** All silences that the state's indexes do not know yet, and those with these ids. */
  silencesAmong(ids: Iterable<string>): readonly BoardSilence[] {
    const { changed } = this.#kinds.silences
    const among: BoardSilence[] = []
    for (const id of changed) {
      const silence = this.silence(id)
      if (silence !== undefined) among.push(silence)
    }
    for (const id of ids) {
      const silence = changed.has(id) ? undefined : this.silence(id)
      if (silence !== undefined) among.push(silence)
    }
    return among
  }

  /** Alerts that may list a silence; of none, those that are staged. */
  *listing(id?: string): Generator<string> {
    if (id !== undefined) yield* this.#state.hidden.of(id)
    yield* this.#kinds.alerts.changed
  }

  source(component: string): SourceRecord | undefined {
    return this.#kinds.sources.get(component)
  }

  /** How many sources there are, and how many of them came by this sender. */
  countSources(sender: string): { readonly all: number; readonly own: number } {
    const { sources, sourcesBySender } = this.#state
    const below = this.#below?.countSources(sender)
    let { all, own } = below ?? { all: sources.size, own: sourcesBySender.get(sender) ?? 0 }
    for (const [component, staged] of this.#kinds.sources.staged) {
      const before = this.#kinds.sources.before(component)
      all += Number(staged !== null) - Number(before !== undefined)
      own += Number(staged?.sender === sender) - Number(before?.sender === sender)
    }
    return { all, own }
  }

  health(component: string): BoardHealth | undefined {
    return this.#kinds.health.get(component)
  }

  /**
   * In the place of what is known of it. `isUrgent` is false for a change that may be written later; `begins` when it
   * did not fire before, or not with these labels.
   */
  putAlert(
    known: AlertRecord | undefined,
    record: AlertRecord,
    { isUrgent, begins }: { isUrgent: boolean; begins: boolean },
  ): void {
    replaceAlert(this.#holdings, known, record)
    this.#kinds.alerts.replace(known, record)
    if (isUrgent) this.#isUrgent = true
    if (isUntilWorse(record)) this.#untilWorse.add(record.fingerprint)
    if (begins) this.#began.push(record.fingerprint)
  }

  forgetAlert(fingerprint: string): void {
    const known = this.alert(fingerprint)
    replaceAlert(this.#holdings, known, undefined)
    this.#kinds.alerts.remove(known, fingerprint)
    this.#isUrgent = true
  }

  putSilence(silence: BoardSilence): void {
    this.#isUrgent = true
    replaceSilence(this.#holdings, this.silence(silence.id), silence, this.#state.silenceIndex)
    this.#kinds.silences.put(silence)
  }

  forgetSilence(id: string): void {
    this.#isUrgent = true
    replaceSilence(this.#holdings, this.silence(id), undefined)
    this.#kinds.silences.forget(id)
  }

  putSource(source: SourceRecord): void {
    this.#kinds.sources.put(source)
  }

  /** Its health row goes with it. */
  forgetSource(component: string): void {
    this.#kinds.sources.forget(component)
    this.#kinds.health.forget(component)
  }

  get credentials(): Overlay<CredentialRecord> {
    return this.#kinds.credentials
  }

  get sessions(): Overlay<SessionRecord> {
    return this.#kinds.sessions
  }

  get revocations(): Overlay<RevocationRecord> {
    return this.#kinds.revocations
  }

  /** What the names of severities mean: what this layer makes of them, if it changes that. */
  get severities(): SeverityTable {
    return this.#severities ?? this.#below?.severities ?? this.#state.severityNames.table
  }

  keptSeverities(): Generator<KeptSeverity> {
    return this.#kinds.severities.values()
  }

  keepSeverity(key: string, kept: KeptSeverity | undefined): void {
    if (kept === undefined) this.#kinds.severities.forget(key)
    else this.#kinds.severities.put(kept)
    this.#severities = this.#state.severityNames.with(this.#kinds.severities.values())
  }

  putHealth(health: BoardHealth): void {
    this.#kinds.health.put(health)
  }

  forgetHealth(component: string): void {
    this.#kinds.health.forget(component)
  }

  get isUrgent(): boolean {
    return this.#isUrgent
  }

  /** What changed, for whoever schedules or writes later. */
  get touched(): Touched {
    return touchedOf(this.#kinds)
  }

  changes(): RecordChanges {
    return changesOf(this.#kinds)
  }

  /** The layer below has become part of the state. */
  land(): void {
    this.#below = undefined
    for (const kind of Object.values(this.#kinds)) kind.land()
    landHoldings(this.#holdings, this.#state.holdings)
  }

  /** Lays the changes into the committed state. */
  settle(): void {
    const state = this.#state
    settleHoldings(state.holdings, this.#holdings)
    for (const [id, silence] of this.#kinds.silences.staged) {
      if (silence === null || silence.state === 'expired') state.silenceIndex.remove(id)
      else state.silenceIndex.add(silence)
    }
    for (const [component, source] of this.#kinds.sources.staged) {
      recount(state.sourcesBySender, state.sources.get(component)?.sender, -1)
      recount(state.sourcesBySender, source?.sender, 1)
    }
    for (const [key, kept] of this.#kinds.severities.staged)
      state.severityNames.settle(key, kept ?? undefined)
    settleKinds(this.#kinds, state)
  }
}

function isFiring(record: AlertRecord | undefined): record is AlertRecord {
  return record !== undefined && isGoingOn(record)
}

function onBoard(record: AlertRecord | undefined): 0 | 1 {
  return isFiring(record) && !record.heartbeat ? 1 : 0
}

const NO_KEYS: ReadonlySet<string> = new Set()
