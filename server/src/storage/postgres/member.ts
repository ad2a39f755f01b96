import { randomUUID } from 'node:crypto'
import type { Millis } from '@watchfloor/contract'
import { type DutyHeld, dutyOf, LEASE, nextBeat } from '../../cluster/presence.ts'
import { skewOf } from '../../cluster/skew.ts'
import type { NodeIdentity, NodeRow, Nodes, NodesSeen, NodeWords } from '../nodes.ts'
import type { Duty, DutyChange } from '../shared.ts'
import { Connection, LEAVE, within } from './connection.ts'
import { leave, takeDuty } from './duty.ts'
import {
  askersOf,
  beat,
  CHANNEL,
  call,
  forget,
  type Listed,
  list,
  putAnswer,
  putQuestion,
  takeAnswer,
} from './nodes.ts'
import type { Place } from './place.ts'
import type { Ask } from './reads.ts'
import { naming } from './statement.ts'

/** A sign of life that takes longer is tried anew, on another connection. */
const MOST_PATIENCE: Millis = 2_500
/** After one that failed, the next is tried so soon. */
const RETRY: Millis = 500
/** Who is long gone is forgotten by the one that has the duty, this often. */
const FORGET: Millis = 60_000

const NO_WORDS: NodeWords = { report: '{}', askers: '' }

/** One server among those that share a store: gives signs of life, and has the duty while nobody else does. */
export class Member {
  readonly duty: Duty
  readonly nodes: Nodes
  readonly #place: Place
  readonly #me: NodeIdentity
  readonly #patience: Millis
  readonly #onTrouble: (error: unknown) => void
  #hasTrouble = false
  #connection: Connection | undefined
  #ask: Ask = () => Promise.reject(new Error('the database is not reached'))
  #last: Promise<unknown> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined
  #leaseTimer: NodeJS.Timeout | undefined
  #closed = false
  #seen: NodesSeen | undefined
  /** On this server's monotonic clock. */
  #mineUntil = Number.NEGATIVE_INFINITY
  #wasMine = false
  #forgotAt = Number.NEGATIVE_INFINITY
  #words: () => NodeWords = () => NO_WORDS
  #told = ''
  #isHurried = false
  readonly #askers = new Map<string, { readonly version: number; readonly text: string }>()
  readonly #onSeen = new Set<(seen: NodesSeen) => void>()
  readonly #onDuty = new Set<Parameters<Duty['onChange']>[0]>()
  readonly #waiting = new Map<string, (answer: string | undefined) => void>()
  readonly #replying = new Set<string>()
  #answer: (question: string) => Promise<string> = async () => ''

  /** `onTrouble` hears of the first sign of life in a row that failed. */
  constructor(place: Place, me: NodeIdentity, onTrouble: (error: unknown) => void = () => undefined) {
    this.#place = place
    this.#me = me
    this.#onTrouble = onTrouble
    this.#patience = Math.min(place.patience, MOST_PATIENCE)
    this.duty = {
      isMine: () => performance.now() < this.#mineUntil,
      onChange: (listener) => kept(this.#onDuty, listener),
    }
    this.nodes = {
      me,
      tell: (words) => {
        this.#words = words
        this.#soon()
      },
      hurry: () => {
        this.#isHurried = true
        this.#soon()
      },
      seen: () => this.#seen,
      onSeen: (listener) => kept(this.#onSeen, listener),
      ask: (node, question, patience) => this.#question(node, question, patience),
      answer: (answer) => {
        this.#answer = answer
      },
    }
  }

  /** Resolves when the others know of this one, and it knows of them. */
  async start(): Promise<void> {
    await this.#inTurn(() => this.#beat())
    this.#next(nextBeatOf(this.#seen, this.#me.id))
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    clearTimeout(this.#timer)
    clearTimeout(this.#leaseTimer)
    this.#mineUntil = Number.NEGATIVE_INFINITY
    for (const resolve of this.#waiting.values()) resolve(undefined)
    await within(
      LEAVE,
      this.#last.then(() => leave(this.#ask, this.#me.id)),
    )
    await this.#connection?.end()
  }

  async #cycle(): Promise<void> {
    let pause = RETRY
    try {
      await this.#inTurn(() => this.#beat())
      pause = nextBeatOf(this.#seen, this.#me.id)
      this.#hasTrouble = false
    } catch (error) {
      if (!this.#hasTrouble && !this.#closed) this.#onTrouble(error)
      this.#hasTrouble = true
      // The duty is lost by time.
      this.#look('vanished')
    }
    this.#next(pause)
  }

  #next(pause: Millis): void {
    clearTimeout(this.#timer)
    if (!this.#closed) this.#timer = setTimeout(() => void this.#cycle(), pause)
  }

  #soon(): void {
    if (this.#seen !== undefined) this.#next(0)
  }

  async #beat(): Promise<void> {
    const words = this.#words()
    const askedAt = performance.now()
    const ask = await this.#connected()
    const version = await beat(ask, this.#me, {
      report: words.report,
      askers: words.askers === this.#told ? undefined : words.askers,
    })
    // A row that was forgotten and is there anew has none.
    this.#told = version === 0 ? '' : words.askers
    if (this.#isHurried) await call(ask)
    this.#isHurried = false
    const sent = Date.now()
    const listed = await list(ask, this.#me.id)
    const skew = skewOf(sent, Date.now(), listed.at)
    const rows = await this.#whole(ask, listed)
    const { why, keeper } = await this.#seeToDuty(ask, listed)
    if (keeper === this.#me.id) this.#mineUntil = askedAt + LEASE
    else this.#mineUntil = Number.NEGATIVE_INFINITY
    this.#seen = { at: listed.at, rows, keeper, head: listed.head, skew, askedAt }
    this.#look(why)
    for (const listener of this.#onSeen) listener(this.#seen)
    for (const { id, question } of listed.questions) void this.#reply(id, question)
    for (const id of this.#waiting.keys()) await this.#takeAnswer(ask, id)
  }

  async #seeToDuty(ask: Ask, listed: Listed): Promise<{ readonly why: DutyChange; readonly keeper: string }> {
    const held: DutyHeld = this.#closed ? 'another' : dutyOf(listed, this.#me.id)
    if (held === 'mine') {
      if (this.#forgotAt + FORGET <= performance.now()) {
        this.#forgotAt = performance.now()
        await forget(ask)
      }
      return { why: 'vanished', keeper: listed.keeper }
    }
    if (held === 'another') return { why: 'vanished', keeper: listed.keeper }
    const isTaken = await takeDuty(ask, this.#me.id, listed)
    return { why: held, keeper: isTaken ? this.#me.id : listed.keeper }
  }

  /** The rows with what is large in them, which is asked for where it changed. */
  async #whole(ask: Ask, { rows }: Listed): Promise<readonly NodeRow[]> {
    const others = rows.filter(({ id }) => id !== this.#me.id)
    const changed = others.filter(
      ({ id, askers_version }) => this.#askers.get(id)?.version !== askers_version,
    )
    if (changed.length > 0) {
      const found = await askersOf(
        ask,
        changed.map(({ id }) => id),
      )
      for (const { id, askers_version: version } of changed)
        this.#askers.set(id, { version, text: found.get(id) ?? '' })
    }
    for (const id of this.#askers.keys()) if (!others.some((row) => row.id === id)) this.#askers.delete(id)
    return rows.map(({ askers_version: _, ...row }) => ({
      ...row,
      askers: row.id === this.#me.id ? this.#told : (this.#askers.get(row.id)?.text ?? ''),
    }))
  }

  /** Tells whoever wants to know when the duty has changed hands, as far as that is this server's. */
  #look(why: DutyChange): void {
    clearTimeout(this.#leaseTimer)
    const left = this.#mineUntil - performance.now()
    const isMine = left > 0
    if (isMine) this.#leaseTimer = setTimeout(() => this.#look('vanished'), left + 1)
    if (isMine === this.#wasMine) return
    this.#wasMine = isMine
    for (const listener of this.#onDuty) listener(isMine, why)
  }

  async #question(node: string, question: string, patience: Millis): Promise<string | undefined> {
    const id = randomUUID()
    const { promise, resolve } = Promise.withResolvers<string | undefined>()
    this.#waiting.set(id, resolve)
    const timer = setTimeout(() => resolve(undefined), patience)
    try {
      await this.#inTurn(async () => putQuestion(await this.#connected(), id, node, question))
      return await promise
    } finally {
      clearTimeout(timer)
      this.#waiting.delete(id)
    }
  }

  /** An answer may take its time: signs of life go on meanwhile. */
  async #reply(id: string, question: string): Promise<void> {
    if (this.#replying.has(id)) return
    this.#replying.add(id)
    try {
      const answer = await this.#answer(question)
      await this.#inTurn(async () => putAnswer(await this.#connected(), id, answer))
    } catch {
      // Whoever asks is not answered in time, and says so.
    } finally {
      this.#replying.delete(id)
    }
  }

  async #takeAnswer(ask: Ask, id: string): Promise<void> {
    const answer = await takeAnswer(ask, id)
    if (answer !== undefined) this.#waiting.get(id)?.(answer)
  }

  #heard(text: string): void {
    const [schema, whom, id = ''] = text.split(' ')
    if (schema !== this.#place.schema) return
    if (whom === 'all' || whom === this.#me.id) this.#soon()
    if (whom === 'answer' && this.#waiting.has(id))
      void this.#inTurn(async () => this.#takeAnswer(await this.#connected(), id)).catch(() => undefined)
  }

  async #connected(): Promise<Ask> {
    if (this.#connection !== undefined && !this.#connection.isGone) return this.#ask
    const connection = await Connection.open({ ...this.#place, patience: this.#patience }, 'nodes')
    const named = naming()
    this.#connection = connection
    this.#ask = async <R>(text: string, values?: readonly unknown[]) =>
      (await connection.ask(named({ text, ...(values && { values }) }), this.#patience)) as readonly R[]
    this.#told = ''
    await connection.listen(CHANNEL, (text) => this.#heard(text), this.#patience)
    return this.#ask
  }

  /** One thing at a time: a duty is taken in several steps. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work)
    this.#last = done.catch(() => undefined)
    return done
  }
}

function nextBeatOf(seen: NodesSeen | undefined, me: string): Millis {
  return nextBeat(seen ?? { at: 0, keeper: '', rows: [] }, me)
}

function kept<T>(all: Set<T>, one: T): () => void {
  all.add(one)
  return () => all.delete(one)
}
