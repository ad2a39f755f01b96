import { Socket } from 'node:net'
import type { Millis } from '@watchfloor/contract'
import pg, { type QueryConfig, type QueryResultRow } from 'pg'
import { firstOf } from './first-of.ts'
import { clientOf, each, type Place, type Purpose } from './place.ts'

/** The connection is gone, or no answer came in time: whether the statement was carried out is not known. */
export class ConnectionLost extends Error {}

/** What is asked of a server that is one of several. */
export const IS_STANDBY = 'SELECT pg_is_in_recovery() AS standby'

/** It only follows another server. */
export class Standby extends Error {
  constructor({ host, port }: Place) {
    super(`the server at ${host}:${port} is a standby`)
  }
}

/** One connection, of one user at a time. */
export class Connection {
  readonly #client: pg.Client
  readonly #socket: Socket
  #isGone = false
  /** A commit that it answers is on this database's disk only, because somebody gave up the wait for its standby. */
  #isHalfKept = false
  #isCut = false

  private constructor(client: pg.Client, socket: Socket) {
    this.#client = client
    this.#socket = socket
    client.on('error', () => {
      this.#isGone = true
    })
    client.on('end', () => {
      this.#isGone = true
    })
    // Told by a warning beside an answer that is no other than usual, in any language but by the one place in its source.
    client.on('notice', (told) => {
      if ((told as { readonly routine?: string }).routine === 'SyncRepWaitForLSN') this.#isHalfKept = true
    })
  }

  /** Rejects when nobody answers there, or does not let us in; of several servers, when none does that is no standby. */
  static open(place: Place, purpose: Purpose): Promise<Connection> {
    const places = each(place)
    if (places.length === 1) return Connection.#openAt(place, purpose)
    return firstOf(
      places,
      (at) => Connection.openPrimary(at, purpose),
      (late) => late.cut(),
    )
  }

  /** The same at this one server, which may be a standby: then it rejects. */
  static async openPrimary(place: Place, purpose: Purpose): Promise<Connection> {
    const connection = await Connection.#openAt(place, purpose)
    try {
      const [answer] = await connection.ask<{ standby: boolean }>({ text: IS_STANDBY }, place.patience)
      if (answer?.standby !== false) throw new Standby(place)
      return connection
    } catch (error) {
      connection.cut()
      throw error
    }
  }

  static async #openAt(place: Place, purpose: Purpose): Promise<Connection> {
    const socket = new Socket()
    const client = new pg.Client({ ...clientOf(place, purpose), stream: () => socket })
    const connection = new Connection(client, socket)
    try {
      await client.connect()
    } catch (error) {
      connection.cut()
      throw error
    }
    return connection
  }

  get isGone(): boolean {
    return this.#isGone
  }

  /**
   * Rejects with `ConnectionLost` when nothing is heard for so long, and the connection is of no use any more; with
   * anything else when the database refused, and nothing of the statement is in it.
   */
  async ask<R extends QueryResultRow>(query: QueryConfig, patience: Millis): Promise<readonly R[]> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      const wait = (heard: number): void => {
        const due = performance.now() + patience
        timer = setTimeout(() => {
          // A long answer takes long; it is one that does not go on that is given up. And what came while this process
          // stood still is read only after its timers.
          const stoodStill = performance.now() - due > STOOD_STILL
          if (this.#socket.bytesRead > heard || stoodStill) wait(this.#socket.bytesRead)
          else reject(new ConnectionLost(`the database did not answer within ${patience} ms`))
        }, patience)
      }
      wait(this.#socket.bytesRead)
    })
    const asked = this.#client.query<R>(query)
    asked.catch(() => undefined)
    try {
      const { rows } = await Promise.race([asked, late])
      if (this.#isHalfKept) throw new ConnectionLost('the wait for a standby was given up')
      return rows
    } catch (error) {
      if (isRefusal(error)) throw error
      this.cut()
      if (error instanceof ConnectionLost) throw error
      throw new ConnectionLost(error instanceof Error ? error.message : String(error))
    } finally {
      clearTimeout(timer)
    }
  }

  /** Hears what is told on a channel, as long as this connection is there. */
  async listen(channel: string, onTold: (text: string) => void, patience: Millis): Promise<void> {
    this.#client.on('notification', (told) => {
      if (told.channel === channel) onTold(told.payload ?? '')
    })
    await this.ask({ text: `LISTEN ${channel}` }, patience)
  }

  /** Calls back when it is gone by itself. */
  onGone(listener: () => void): void {
    this.#client.once('end', () => {
      if (!this.#isCut) listener()
    })
  }

  /** At once, whatever is under way. */
  cut(): void {
    this.#isGone = true
    this.#isCut = true
    this.#socket.destroy()
  }

  /** In order, where the other end still listens. */
  async end(): Promise<void> {
    if (!this.#isGone) await within(LEAVE, this.#client.end())
    this.cut()
  }
}

/** A timer that is so late says that this process did not run. */
const STOOD_STILL: Millis = 250
/** So long a database may take to hear that somebody leaves. */
export const LEAVE: Millis = 1_000

/** Resolves when it does, or fails, or that takes too long. */
export async function within(patience: Millis, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, patience)
  })
  await Promise.race([work.catch(() => undefined), late])
  clearTimeout(timer)
}

/** Did the database say no to one statement, rather than end the session? What ends it says so with another severity. */
function isRefusal(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.severity === 'ERROR'
}
