import type { Refusal } from '@watchfloor/client'
import type { BoardAlert } from '@watchfloor/contract'
import type { DesktopOnly } from '../../shared/bridge.ts'
import type { AlertLife } from '../../shared/inbox.ts'
import type { BoardStore } from './board-store.ts'
import { alertsOf } from './layout.ts'
import type { LiveStore } from './live-store.ts'
import type { Screen } from './screen.ts'

/** Which alerts this person had in sight (S26). */
export interface Seen {
  /** Its detail was opened: that counts at once. */
  opened(alert: AlertLife): void
  stop(): void
}

export interface SeenOptions {
  /** Undefined in a browser tab, which tells nobody. */
  readonly desktop: DesktopOnly<Refusal> | undefined
  readonly live: LiveStore
  readonly board: BoardStore
  readonly screen: Screen
  /** Is the page visible, and does it have the keyboard? */
  readonly isInFront: () => boolean
  readonly monotonic: () => number
  readonly after: (milliseconds: number, run: () => void) => () => void
}

/** How long a row must be in sight, milliseconds. */
const SEEN_MS = 2_000
const LOOK_MS = 500
/** Lives in one call. */
const BATCH = 500
/** What is remembered beyond the board, before it is tidied. */
const SLACK = 1_000

/** Tells the desktop app once of every life whose row was in sight long enough, or whose detail was opened. */
export function createSeen(options: SeenOptions): Seen {
  const { desktop, live, board, screen, isInFront, monotonic, after } = options
  if (desktop === undefined) return { opened: () => {}, stop: () => {} }
  /** Since when each life has been in sight without a break. */
  let inSight = new Map<string, { readonly alert: AlertLife; readonly since: number }>()
  /** The last life of each fingerprint that was told. */
  const told = new Map<string, string>()

  const tell = (alerts: readonly AlertLife[]): void => {
    const news = alerts.filter(({ fingerprint, life }) => told.get(fingerprint) !== life)
    for (const { fingerprint, life } of news) told.set(fingerprint, life)
    for (let from = 0; from < news.length; from += BATCH) {
      const batch = news.slice(from, from + BATCH).map(lifeOf)
      void desktop.seen(batch).then((answer) => {
        // It is told again when it was in sight for another two seconds.
        if (!answer.ok) for (const { fingerprint } of batch) told.delete(fingerprint)
      })
    }
  }
  const look = (): void => {
    const now = monotonic()
    const before = inSight
    inSight = new Map()
    if (isInFront()) {
      for (const alert of paintedAlerts(board, screen)) {
        if (told.get(alert.fingerprint) === alert.life) continue
        const key = `${alert.fingerprint} ${alert.life}`
        inSight.set(key, before.get(key) ?? { alert, since: now })
      }
    }
    const long = [...inSight.values()].filter(({ since }) => now - since >= SEEN_MS)
    if (long.length > 0) tell(long.map(({ alert }) => alert))
    tidy()
  }
  /** A board open for days does not remember every alert that ever was. */
  const tidy = (): void => {
    const alerts = live.getState().board?.alerts
    if (alerts === undefined || told.size <= alerts.size + SLACK) return
    for (const [fingerprint, life] of told)
      if (alerts.get(fingerprint)?.life !== life) told.delete(fingerprint)
  }

  let cancel = after(LOOK_MS, lookOn)
  function lookOn(): void {
    cancel = after(LOOK_MS, lookOn)
    look()
  }
  return { opened: (alert) => tell([alert]), stop: () => cancel() }
}

/** A group's row stands for all of its alerts. */
function paintedAlerts(board: BoardStore, { painted }: Screen): readonly BoardAlert[] {
  if (painted.rows.size === 0) return []
  return board.getState().items.flatMap((item) => (painted.rows.has(item.id) ? alertsOf(item) : []))
}

function lifeOf({ fingerprint, life }: AlertLife): AlertLife {
  return { fingerprint, life }
}
