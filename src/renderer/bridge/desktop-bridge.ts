import type { Freshness, Refusal, Result } from '@watchfloor/client'
import type { DesktopOnly } from '../../shared/bridge.ts'
import type { DeskState } from '../../shared/desk-state.ts'
import type { DesktopApi, StartAnswer } from '../../shared/ipc.ts'
import type { BoardBridge } from '../state/bridge.ts'
import { createPieceReader, type Piece, type PieceReader } from './piece-reader.ts'

export type WatchfloorApi = DesktopApi<Freshness, Refusal>

export interface DesktopPage {
  /** Begins the page anew; main keeps everything. */
  readonly reload: () => void
  readonly after: (milliseconds: number, run: () => void) => () => void
}

/** The bridge of the desktop app, on what its preload exposes. Refused when main cannot start the page. */
export async function createDesktopBridge(
  api: WatchfloorApi,
  page: DesktopPage,
): Promise<Result<BoardBridge>> {
  // Listened to before main is told that the page is there: nothing is pushed into the void.
  const early: Piece[] = []
  let take = (piece: Piece): void => void early.push(piece)
  api.on.live((piece) => take(piece))
  const desk = latest<DeskState>(api.on.desk)
  const places = latest<string>(api.on.goTo)

  const started = await answered(() => api.start({}))
  if (!started.ok) return started
  const server = started.value.desk.settings.server
  let reader: PieceReader | undefined
  return {
    ok: true,
    value: {
      kind: 'desktop',
      server: server ?? '',
      desktop: desktopOnly(api, started.value, { desk, places, reload: page.reload }),
      connect: (listener) => {
        const since = (cursor: string | null) => answered(() => api.since({ cursor }))
        const isFirst = reader === undefined
        const now = createPieceReader({ listener, since, after: page.after })
        reader = now
        take = now.take
        if (isFirst) for (const piece of early.splice(0)) take(piece)
        else now.restart()
        return () => {
          now.stop()
          if (reader === now) take = () => {}
        }
      },
      acknowledge: (fingerprint, request) => answered(() => api.acknowledge({ fingerprint, request })),
      unacknowledge: (fingerprint, request) => answered(() => api.unacknowledge({ fingerprint, request })),
      resolve: (fingerprint, request) => answered(() => api.resolve({ fingerprint, request })),
      request: (request) => answered(() => api.request(request)),
      resume: () => {},
    },
  }
}

interface Told {
  readonly desk: Latest<DeskState>
  readonly places: Latest<string>
  readonly reload: () => void
}

function desktopOnly(api: WatchfloorApi, started: StartAnswer, told: Told): DesktopOnly<Refusal> {
  // Told since the start was asked for, so it is at least as new as the answer.
  const desk = told.desk.value ?? started.desk
  let isFirstPlace = true
  const writes = new Set<Promise<unknown>>()
  /** Another server is another page; what is on its way to main arrives first. */
  const written = <T>(call: Promise<Result<T>>): Promise<Result<T>> => {
    const done = call.finally(() => writes.delete(done))
    writes.add(done)
    return done
  }
  let isReloading = false
  const beginAnew = async (): Promise<void> => {
    if (isReloading) return
    isReloading = true
    while (writes.size > 0) await Promise.allSettled(writes)
    told.reload()
  }
  const isAnother = ({ settings }: DeskState): boolean => settings.server !== started.desk.settings.server
  if (isAnother(desk)) void beginAnew()
  told.desk.on((next) => {
    if (isAnother(next)) void beginAnew()
  })

  return {
    get desk() {
      return told.desk.value ?? desk
    },
    onDesk: told.desk.on,
    onGoTo: (listener) => {
      const due = isFirstPlace ? (told.places.value ?? started.goTo) : null
      isFirstPlace = false
      if (due !== null) listener(due)
      return told.places.on(listener)
    },
    onInboxRows: (listener) => api.on.inboxRows(listener),
    inbox: (before, limit) => answered(() => api.inbox({ before, limit })),
    readInbox: (ids) => answered(() => api.readInbox({ ids: ids === 'all' ? ids : [...ids] })),
    seen: (alerts) => answered(() => api.seen({ alerts: [...alerts] })),
    testServer: (address, token) =>
      answered(() => api.testServer({ address, ...(token !== undefined && { token }) })),
    join: (invitation, replaces) => written(answered(() => api.join({ invitation, replaces }))),
    changeSettings: (change) => written(answered(() => api.changeSettings(change))),
    setToken: (token) => written(answered(() => api.setToken({ token }))),
    signIn: () => answered(() => api.signIn({})),
    stopSigningIn: () => answered(() => api.stopSigningIn({})),
    signOut: () => written(answered(() => api.signOut({}))),
    testNotification: () => answered(() => api.testNotification({})),
    makeReport: (with_alerts) => answered(() => api.makeReport({ with_alerts })),
    saveHandover: (text) => answered(() => api.saveHandover({ text })),
    lookForUpdate: () => answered(() => api.lookForUpdate({})),
    installUpdate: () => answered(() => api.installUpdate({})),
  }
}

/** The last that was pushed, and whoever wants to hear of the next. */
interface Latest<T> {
  readonly value: T | null
  readonly on: (listener: (value: T) => void) => () => void
}

function latest<T>(subscribe: (listener: (value: T) => void) => () => void): Latest<T> {
  const listeners = new Set<(value: T) => void>()
  let value: T | null = null
  subscribe((next) => {
    value = next
    for (const listener of [...listeners]) listener(next)
  })
  return {
    get value() {
      return value
    },
    on: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Main answers with results; should a call break all the same, that is one too. */
async function answered<T>(call: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await call()
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error)
    return { ok: false, reason: 'no_answer', message: `This app did not answer: ${what}` }
  }
}
