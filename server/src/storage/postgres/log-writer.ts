import type { LoggedEvent, Millis } from '@watchfloor/contract'
import type { Changes, Term } from '../storage.ts'
import { Unanswered } from '../unanswered.ts'
import { appendOf } from './append.ts'
import { type Connection, ConnectionLost } from './connection.ts'
import { type Fate, fateOf } from './fate.ts'
import { HEAD, type Head, newCommitId, systemOf, TIMELINE } from './head.ts'
import { nameOf, type Place } from './place.ts'
import { naming, type Statement } from './statement.ts'

/** Somebody else wrote since, or the database went back to an earlier state: what is in memory is not what is kept. */
export class Fenced extends Error {}

export interface LogWriterParts {
  readonly place: Place
  /** Opens the connection that writes, with this server's lock taken as far as nobody else has it. */
  readonly connect: () => Promise<Connection>
  readonly maySeeSystem: boolean
  /** The database goes on in another timeline, and nothing that was committed is missing in it. */
  readonly onPromoted: (from: number, to: number) => void
}

/** Pauses between attempts to learn what became of a commit. */
const RETRY: Millis = 250

/**
 * The one connection that writes. Each of its statements names the state that it goes on from, so that it cannot write
 * over what somebody else did; once it finds that, it writes no more. Statements go one after the other.
 */
export class LogWriter {
  readonly #parts: LogWriterParts
  #connection: Connection | undefined
  #head: Head
  readonly #named = naming()
  #last: Promise<unknown> = Promise.resolve()
  /** Why nothing can be written by this server any more. */
  #fence: Fenced | undefined
  /** Ends the wait for what became of a commit. */
  readonly #closing = new AbortController()
  /** A commit whose fate is not known yet. */
  #open: Unanswered | undefined

  constructor(parts: LogWriterParts, connection: Connection, head: Head) {
    this.#parts = parts
    this.#connection = connection
    this.#head = head
  }

  /** Rejects with `Unanswered` when it is not known whether it is kept; with anything else when it is not. */
  commit(changes: Changes): Promise<void> {
    return this.#inTurn(async () => {
      const to = {
        ...this.#head,
        sequence: lastOf(changes.events, this.#head.sequence),
        commit: newCommitId(),
      }
      await this.#move(to, (from) => appendOf(changes, from, to, this.#parts.maySeeSystem))
    })
  }

  /** A new term of the log: whoever wrote in the one before finds the head moved. */
  openTerm(term: Term): Promise<Term> {
    const { epoch, first } = term
    return this.#inTurn(async () => {
      const { timeline, system } = await this.#presentPlace()
      const to = { ...this.#head, epoch, commit: newCommitId(), timeline, system }
      await this.#move(to, (from) => ({
        text: `WITH moved AS (UPDATE log_head SET epoch = $1, commit_id = $2, timeline = $3::bigint, system = $4
          WHERE commit_id = $5 AND sequence = $6::bigint RETURNING 1)
          INSERT INTO terms (epoch, first, timeline, system)
          SELECT $1, $7::bigint, $3::bigint, $4 FROM moved RETURNING 1 AS moved`,
        values: [epoch, to.commit, timeline, system, from.commit, from.sequence, first],
      }))
      return term
    })
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#last.catch(() => undefined)
    await this.#connection?.end()
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(async () => {
      if (this.#fence !== undefined) throw this.#fence
      if (this.#open !== undefined) throw new Error(this.#open.message)
      return work()
    })
    this.#last = done.catch(() => undefined)
    return done
  }

  /** Carries out the statement that goes on from the head, which it moves to another if it answers a row. */
  async #move(to: Head, statement: (from: Head) => Statement): Promise<void> {
    for (let isSecond = false; ; isSecond = true) {
      const connection = await this.#connected()
      let rows: readonly unknown[]
      try {
        rows = await connection.ask(this.#named(statement(this.#head)), this.#parts.place.patience)
      } catch (error) {
        if (!(error instanceof ConnectionLost)) throw error
        throw this.#unanswered(this.#head, to, error.message)
      }
      if (rows.length > 0) {
        const { timeline, system } = this.#head
        this.#head = to.epoch === this.#head.epoch ? { ...to, timeline, system } : to
        return
      }
      if (isSecond || !(await this.#takePromotion(connection)))
        throw this.#fenced(await headOf(connection, this.#parts.place))
    }
  }

  /** The head is where it was, only the timeline is another one: everything that was committed is there. */
  async #takePromotion(connection: Connection): Promise<boolean> {
    const { place, maySeeSystem, onPromoted } = this.#parts
    const { commit, sequence, timeline } = this.#head
    const [moved] = await connection.ask<Pick<Head, 'timeline' | 'system'>>(
      {
        text: `UPDATE log_head SET timeline = ${TIMELINE}, system = ${systemOf(maySeeSystem)}
          WHERE commit_id = $1 AND sequence = $2::bigint RETURNING timeline, system`,
        values: [commit, sequence],
      },
      place.patience,
    )
    if (moved === undefined) return false
    this.#head = { ...this.#head, ...moved }
    if (timeline !== 0) onPromoted(timeline, moved.timeline)
    return true
  }

  async #presentPlace(): Promise<Pick<Head, 'timeline' | 'system'>> {
    const text = `SELECT ${TIMELINE} AS timeline, ${systemOf(this.#parts.maySeeSystem)} AS system`
    const connection = await this.#connected()
    const [row] = await connection.ask<Pick<Head, 'timeline' | 'system'>>(
      { text },
      this.#parts.place.patience,
    )
    return row as Pick<Head, 'timeline' | 'system'>
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
    const instead = newCommitId()
    while (!signal.aborted) {
      const fate = await this.#connected()
        .then((connection) => fateOf(connection, { from, to, instead }, this.#parts.place.patience))
        .catch((): undefined => undefined)
      if (fate !== undefined) return this.#settle(fate, from, to)
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

  #settle(fate: Fate, from: Head, to: Head): boolean {
    this.#open = undefined
    if (fate.kind === 'kept') this.#head = to
    if (fate.kind === 'refused') this.#head = { ...from, commit: fate.commit }
    if (fate.kind === 'foreign') this.#fenced(fate.head)
    return fate.kind === 'kept'
  }

  #fenced(present: Head | undefined): Fenced {
    const { sequence } = this.#head
    const there = present === undefined ? 'no log' : `event ${present.sequence}`
    this.#fence = new Fenced(
      (present?.sequence ?? 0) < sequence
        ? `${nameOf(this.#parts.place)} went back: it ends at ${there}, and event ${sequence} was committed; start this server again`
        : `another server writes to ${nameOf(this.#parts.place)}: it ends at ${there}, and this server’s last is ${sequence}; ` +
            'see that only one does, and start this one again',
    )
    return this.#fence
  }
}

async function headOf(connection: Connection, { patience }: Place): Promise<Head | undefined> {
  const [head] = await connection.ask<Head & Record<string, unknown>>({ text: HEAD }, patience)
  return head
}

/** Sequence of the last of these events. Throws when they do not follow the head one by one. */
function lastOf(events: readonly LoggedEvent[], head: number): number {
  let last = head
  for (const { sequence } of events) {
    if (sequence !== last + 1) throw new Error(`event ${sequence} does not follow event ${last}`)
    last = sequence
  }
  return last
}
