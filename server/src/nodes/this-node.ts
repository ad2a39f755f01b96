import { formatTime, type Millis, type NodeInfo } from '@watchfloor/contract'
import { type Counted, Elsewhere } from '../cluster/elsewhere.ts'
import { findingsOfAll, leftRows, nodeRows } from '../cluster/findings.ts'
import { type Askers, type NodeReport, readReport } from '../cluster/node-report.ts'
import { gone, isWithin, LEASE, present, vanished } from '../cluster/presence.ts'
import type { Finding } from '../health/rows.ts'
import type { NodeIdentity, NodeRow, Nodes, NodesSeen } from '../storage/nodes.ts'
import type { Shared } from '../storage/shared.ts'

/** A store that did not answer for so long is not reached. */
const CUT_OFF: Millis = 6_000

/** So long another server is waited for. */
const PATIENCE: Millis = 5_000

export interface ThisNodeParts {
  /** Undefined where nobody shares the store. */
  readonly shared: Pick<Shared, 'duty' | 'nodes'> | undefined
  readonly identity: NodeIdentity
  readonly startedAt: Millis
  readonly now: () => Millis
  readonly monotonic: () => number
}

/** What this server says of itself, but for what it learns from the store. */
export interface Words {
  readonly report: () => Omit<NodeReport, 'sequence' | 'skew' | 'lag' | 'draining'>
  readonly askers: () => Askers
  /** Sequence of the newest event that it shows. */
  readonly sequence: () => number
  readonly isDraining: () => boolean
}

/** This server among those that share its store: what the others say, and what it says of itself. */
export class ThisNode {
  readonly #parts: ThisNodeParts
  readonly #nodes: Nodes | undefined
  readonly #elsewhere = new Elsewhere()
  #words: Words | undefined
  readonly #onGone = new Set<(why: 'left' | 'vanished') => void>()
  #others: readonly (NodeRow & { readonly told: NodeReport })[] = []

  constructor(parts: ThisNodeParts) {
    this.#parts = parts
    this.#nodes = parts.shared?.nodes
    this.#nodes?.onSeen((seen) => this.#take(seen))
    const seen = this.#nodes?.seen()
    if (seen !== undefined) this.#take(seen)
  }

  get name(): string {
    return this.#parts.identity.name
  }

  /** May there be others? */
  get isShared(): boolean {
    return this.#parts.shared !== undefined
  }

  /** Were there others when the store last told? */
  hasOthers(): boolean {
    return this.#others.length > 0
  }

  /** How many others take streams at the moment: they have said that they are open, and not that they go away. */
  takers(): number {
    const seen = this.#nodes?.seen()
    if (seen === undefined || !this.isReached()) return 0
    return this.#others.filter(
      ({ told, seen: last }) => told.draining === false && isWithin(last, seen.at, LEASE),
    ).length
  }

  isOnDuty(): boolean {
    return this.#parts.shared?.duty.isMine() ?? true
  }

  /** Has the store answered lately? What the log finds when it writes is another matter. */
  isReached(): boolean {
    const seen = this.#nodes?.seen()
    if (!this.isShared || seen === undefined) return true
    return this.#parts.monotonic() - seen.askedAt < CUT_OFF
  }

  /** Begins to say something of itself. */
  begin(words: Words): void {
    this.#words = words
    this.#nodes?.tell(() => {
      const seen = this.#nodes?.seen()
      const told: NodeReport = {
        ...words.report(),
        sequence: words.sequence(),
        draining: words.isDraining(),
        skew: seen?.skew ?? 0,
        lag: this.#lag(seen),
      }
      return { report: JSON.stringify(told), askers: JSON.stringify(words.askers()) }
    })
  }

  /** What it says has changed so that others should know at once. */
  hurry(): void {
    this.#nodes?.hurry()
  }

  /** Other servers that are there. */
  others(): readonly { readonly id: string; readonly name: string; readonly told: NodeReport }[] {
    return this.#others
  }

  /** The id of the other that has the duty; undefined when this one has it, or nobody. */
  keeper(): string | undefined {
    const keeper = this.#nodes?.seen()?.keeper
    return this.#others.find(({ id }) => id === keeper)?.id
  }

  /** Asks another of them; undefined when it does not answer in time. */
  ask(id: string, question: string): Promise<string | undefined> {
    return this.#nodes?.ask(id, question, PATIENCE).catch(() => undefined) ?? Promise.resolve(undefined)
  }

  /** What others ask of this one is answered so. */
  answer(answer: (question: string) => Promise<string>): void {
    this.#nodes?.answer(answer)
  }

  /** How many streams or waiting polls one who asks has at other servers that are to be reckoned with. */
  countElsewhere(what: Counted, key: string): number {
    return this.#elsewhere.count(what, key)
  }

  /** What this server finds of itself, and the others of themselves, as rows of one board. */
  findings(own: readonly Finding[], shown: Iterable<Finding>): readonly Finding[] {
    const seen = this.#nodes?.seen()
    if (seen === undefined) return own
    const others = this.#others.map(({ name, told }) => ({ name, findings: told.findings ?? [] }))
    const skews = this.#others.map(({ name, told }) => ({ name, skew: told.skew ?? 0 }))
    const rows = nodeRows([{ name: this.name, skew: seen.skew }, ...skews], vanished(seen.rows, seen.at))
    return [
      ...findingsOfAll([{ name: this.name, findings: own }, ...others]),
      ...rows,
      ...leftRows(shown, rows),
    ]
  }

  /** For metrics. */
  readings() {
    const seen = this.#nodes?.seen()
    return {
      nodes: this.#others.length + 1,
      isOnDuty: this.isOnDuty(),
      skew: seen?.skew ?? 0,
      isReached: this.isReached(),
      lag: this.#lag(seen),
    }
  }

  /** This one alone. */
  own(): NodeInfo {
    const { identity, startedAt, now } = this.#parts
    const seen = this.#nodes?.seen()
    const own = seen?.rows.find(({ id }) => id === identity.id)
    const status = this.#words?.isDraining() === true ? 'draining' : 'present'
    return {
      ...publicOf(identity),
      status: this.isReached() ? status : 'cut_off',
      since: formatTime(startedAt),
      seen: formatTime(own === undefined ? now() : own.seen),
      asked: true,
      on_duty: this.isOnDuty(),
      ...standingOf({ ...this.#words?.report(), lag: this.#lag(seen), skew: seen?.skew ?? 0 }),
    }
  }

  list(): readonly NodeInfo[] {
    const own = this.own()
    const seen = this.#nodes?.seen()
    if (seen === undefined) return [own]
    const reached = this.isReached()
    const rest = (row: NodeRow): Omit<NodeInfo, 'status'> => ({
      ...publicOf(row),
      since: formatTime(row.started),
      seen: formatTime(row.seen),
      asked: false,
      on_duty: reached && row.id === seen.keeper,
    })
    return [
      own,
      ...this.#others.map((row): NodeInfo => {
        const status = row.told.draining === true ? 'draining' : 'present'
        return { ...rest(row), status, ...standingOf(row.told) }
      }),
      ...vanished(seen.rows, seen.at)
        .filter(({ id }) => id !== this.#parts.identity.id)
        .map((row): NodeInfo => ({ ...rest(row), status: 'vanished' })),
    ].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** Calls back whenever the others were heard of. */
  onOthers(listener: (others: ReturnType<ThisNode['others']>) => void): void {
    this.#nodes?.onSeen(() => listener(this.#others))
  }

  /** Calls back for each other server that is not there any more. */
  onGone(listener: (why: 'left' | 'vanished') => void): void {
    this.#onGone.add(listener)
  }

  #take(seen: NodesSeen): void {
    const before = this.#others
    this.#others = present(seen.rows, seen.at)
      .filter(({ id }) => id !== this.#parts.identity.id)
      .map((row) => ({ ...row, told: readReport(row.report) }))
    for (const why of gone(before, seen.rows, seen.at)) for (const listener of this.#onGone) listener(why)
    // Streams of one that is going away, or may have, come here: they are not to be held against who brings them.
    this.#elsewhere.take(
      this.#others.filter(({ told, seen: last }) => told.draining !== true && isWithin(last, seen.at, LEASE)),
    )
  }

  #lag(seen: NodesSeen | undefined): number {
    const shown = this.#words?.sequence()
    return seen === undefined || shown === undefined ? 0 : Math.max(0, seen.head - shown)
  }
}

function publicOf({ name, url, version }: NodeIdentity): Pick<NodeInfo, 'name' | 'url' | 'version'> {
  return { name, url, version }
}

function standingOf({ streams, lag, skew }: NodeReport): Pick<NodeInfo, 'streams' | 'lag' | 'clock_skew_ms'> {
  return {
    ...(streams !== undefined && { streams: streams.sse + streams.websocket }),
    ...(lag !== undefined && { lag }),
    ...(skew !== undefined && { clock_skew_ms: Math.round(skew) }),
  }
}
