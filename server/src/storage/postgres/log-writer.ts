import type { LoggedEvent, Millis } from '@watchfloor/contract'
import { NotOnDuty, Overtaken, Unanswered } from '../commit-errors.ts'
import type { CaughtUp } from '../shared.ts'
import type { Changes, Stored, Term } from '../storage.ts'
import { type Appended, appendOf } from './append.ts'
import { type CatchUpRow, catchUpOf, readCatchUp } from './catch-up.ts'
import { type Connection, ConnectionLost } from './connection.ts'
import { fateOf } from './fate.ts'
import { HEAD, type Head, newCommitId } from './head.ts'
import { load } from './load.ts'
import { nameOf, type Place } from './place.ts'
import { naming } from './statement.ts'
import { joinOrBegin, lostOf, type TermParts } from './terms.ts'

export interface LogWriterParts extends TermParts {
  readonly place: Place
  readonly connect: () => Promise<Connection>
  readonly newEpoch: () => string
  /** The commit of this number is kept; told at once, whoever waits for its answer. */
  readonly onCommit: (number: number) => void
  /** The midnight from which a day is counted when everything is read anew. */
  readonly midnight: () => Millis
}

/** Pauses between attempts to learn what became of a commit. */
const RETRY: Millis = 250

/**
 * The one connection that writes, and that reads what others wrote. Each commit names the head that it goes on from,
 * so that it cannot be laid over what somebody else did. What is asked for is done one after the other.
 */
export class LogWriter {
  readonly #parts: LogWriterParts
  #connection: Connection | undefined
  /** What this server has taken over: its next commit goes on from here. */
  #head: Head
  #terms: readonly Term[] = []
  #recent = 0
  /** It has the head locked, in a transaction that is open. */
  #held: Connection | undefined
  readonly #named = naming()
  #last: Promise<unknown> = Promise.resolve()
  /** Ends the wait for what became of a commit. */
  readonly #closing = new AbortController()
  /** A commit whose fate is not known yet. */
  #open: Unanswered | undefined

  constructor(parts: LogWriterParts, connection: Connection, head: Head) {
    this.#parts = parts
    this.#connection = connection
    this.#head = head
  }

  /** Everything that is kept, at one moment, from which this server goes on. */
  load(midnight: Millis, recent: number): Promise<Stored> {
    return this.#inTurn(async () => {
      this.#recent = recent
      return this.#load(await this.#connected(), midnight)
    })
  }

  /** The term that holds: the present one where others write in it. */
  openTerm({ epoch }: Term): Promise<Term> {
    return this.#inTurn(async () => {
      const held = await joinOrBegin(await this.#connected(), this.#parts, epoch, 'begins when alone')
      const { timeline, system, ...term } = held
      this.#head = { ...this.#head, epoch: held.epoch, timeline, system }
      this.#terms = [...this.#terms.filter((one) => one.epoch !== term.epoch), term]
      return term
    })
  }

  /** Rejects with `Unanswered` when it is not known whether it is kept; with anything else when it is not. */
  commit(changes: Changes): Promise<void> {
    return this.#inTurn(async () => {
      const from = this.#head
      const sequence = lastOf(changes.events, from.sequence)
      const to = { ...from, sequence, number: from.number + 1, commit: newCommitId() }
      const held = this.#held
      this.#held = undefined
      // One that was lost while it held has asked for nothing yet.
      const isHeld = held !== undefined && !held.isGone
      const connection = isHeld ? held : await this.#connected()
      try {
        const statement = this.#named(appendOf(changes, from, to, this.#parts))
        const [answer] = await connection.ask<Appended & Record<string, unknown>>(
          statement,
          this.#parts.place.patience,
        )
        if (answer?.moved == null) {
          throw changes.onDuty === true && answer !== undefined && answer.keeper !== this.#parts.node
            ? new NotOnDuty('another server has the duty')
            : new Overtaken('other servers committed first')
        }
      } catch (error) {
        if (!(error instanceof ConnectionLost)) {
          if (isHeld) await this.#rollBack(connection)
          throw error
        }
        // What was not committed with its transaction is not kept.
        throw isHeld ? error : this.#unanswered(from, to, error.message)
      }
      if (isHeld) await this.#end(connection, from, to)
      this.#kept(to)
    })
  }

  /** What others committed since. `anew` holds nothing. */
  catchUp({ hold }: { readonly hold: boolean }): Promise<CaughtUp> {
    return this.#inTurn(async () => {
      await this.#release()
      const { place, maySeeSystem } = this.#parts
      const connection = await this.#connected()
      if (hold) {
        this.#held = connection
        await this.#orRelease(connection.ask({ text: HOLD_HEAD }, place.patience))
      }
      const statement = this.#named(catchUpOf(this.#head, maySeeSystem))
      const rows = await this.#orRelease(
        connection.ask<CatchUpRow & Record<string, unknown>>(statement, place.patience),
      )
      const found = readCatchUp(this.#head, this.#terms, rows)
      if (found.kind === 'same') return found
      if (found.kind === 'ahead') {
        this.#head = found.head
        this.#terms = found.ahead.terms ?? this.#terms
        return found.ahead
      }
      await this.#release()
      return this.#anew()
    })
  }

  /** What was held for a commit that does not come. */
  letGo(): Promise<void> {
    return this.#inTurn(() => this.#release())
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#last.catch(() => undefined)
    await this.#connection?.end()
  }

  #kept(to: Head): void {
    this.#head = to
    this.#parts.onCommit(to.number)
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(async () => {
      if (this.#open !== undefined) throw new Error(this.#open.message)
      return work()
    })
    this.#last = done.catch(() => undefined)
    return done
  }

  /** The log turned, or too much happened in it: everything is read, in the term that holds now. */
  async #anew(): Promise<CaughtUp> {
    const connection = await this.#connected()
    const { newEpoch, midnight } = this.#parts
    await joinOrBegin(connection, this.#parts, newEpoch(), undefined)
    const [head, known] = [this.#head, this.#terms]
    const stored = await this.#load(connection, midnight())
    return { kind: 'anew', stored, lost: lostOf(head, known, stored.terms) }
  }

  async #load(connection: Connection, midnight: Millis): Promise<Stored> {
    const { patience } = this.#parts.place
    const ask = async <R>(text: string, values?: readonly unknown[]): Promise<readonly R[]> => {
      const statement = this.#named({ text, ...(values && { values }) })
      return (await connection.ask(statement, patience)) as readonly R[]
    }
    await connection.ask({ text: READ_AT_ONCE }, patience)
    try {
      const [head] = await ask<Head>(HEAD)
      const stored = await load(ask, midnight, this.#recent)
      await connection.ask({ text: 'COMMIT' }, patience)
      this.#head = head as Head
      this.#terms = stored.terms
      return stored
    } catch (error) {
      await this.#rollBack(connection)
      throw error
    }
  }

  /** Ends the transaction that held the head: its answer is what says that the commit is kept. */
  async #end(connection: Connection, from: Head, to: Head): Promise<void> {
    try {
      await connection.ask({ text: 'COMMIT' }, this.#parts.place.patience)
    } catch (error) {
      if (error instanceof ConnectionLost) throw this.#unanswered(from, to, error.message)
      throw error
    }
  }

  async #orRelease<T>(asked: Promise<T>): Promise<T> {
    try {
      return await asked
    } catch (error) {
      await this.#release()
      throw error
    }
  }

  async #release(): Promise<void> {
    const held = this.#held
    this.#held = undefined
    if (held !== undefined) await this.#rollBack(held)
  }

  /** A connection on which even that fails is of no use. */
  async #rollBack(connection: Connection): Promise<void> {
    if (connection.isGone) return
    await connection.ask({ text: 'ROLLBACK' }, this.#parts.place.patience).catch(() => connection.cut())
  }

  async #connected(): Promise<Connection> {
    if (this.#connection !== undefined && !this.#connection.isGone) return this.#connection
    try {
      this.#connection = await this.#parts.connect()
      return this.#connection
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new Error(`${nameOf(this.#parts.place)} cannot be reached (${reason})`)
    }
  }

  /** Looks for what became of a commit, again and again, until it is known or the store is closed. */
  #unanswered(from: Head, to: Head, reason: string): Unanswered {
    const unanswered = new Unanswered(
      `${nameOf(this.#parts.place)} was lost while it was asked to commit (${reason})`,
      this.#learn(from, to),
    )
    this.#open = unanswered
    return unanswered
  }

  async #learn(from: Head, to: Head): Promise<boolean> {
    const { signal } = this.#closing
    const { place, node } = this.#parts
    const asked = { from, to, instead: newCommitId(), node }
    while (!signal.aborted) {
      const fate = await this.#connected()
        .then((connection) => fateOf(connection, asked, place.patience))
        .catch((): undefined => undefined)
      if (fate !== undefined) {
        this.#open = undefined
        if (fate.kind === 'kept') this.#kept(to)
        if (fate.kind === 'replaced') this.#head = fate.head
        return fate.kind === 'kept'
      }
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, RETRY)
        const end = (): void => {
          clearTimeout(timer)
          resolve(undefined)
        }
        signal.addEventListener('abort', end, { once: true })
      })
    }
    return false
  }
}

/** Nobody else commits until the transaction ends; what is asked in it next sees all that was committed before. */
const HOLD_HEAD = 'BEGIN; SELECT FROM log_head FOR UPDATE'
/** All that is asked until the commit sees one moment, however long this server takes over it. */
const READ_AT_ONCE = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL idle_in_transaction_session_timeout = 0`

/** Sequence of the last of these events. Throws when they do not follow the head one by one. */
function lastOf(events: readonly LoggedEvent[], head: number): number {
  let last = head
  for (const { sequence } of events) {
    if (sequence !== last + 1) throw new Error(`event ${sequence} does not follow event ${last}`)
    last = sequence
  }
  return last
}
