import type { Freshness, Refusal } from '@watchfloor/client'
import { parseTime } from '@watchfloor/contract'
import type { DeskState } from '../shared/desk-state.ts'
import type { InboxRow } from '../shared/inbox.ts'
import type { CallHandlers, LivePiece } from '../shared/ipc.ts'
import { alertPath, placeOfRow } from '../shared/page-paths.ts'
import { showTimesIn } from '../shared/times.ts'
import type { DesktopParts } from './desktop-parts.ts'
import { createFeed, type Feed } from './ipc/feed.ts'
import { createPageHandlers } from './ipc/page-handlers.ts'
import { isAsked, notificationState } from './notifications/notification-state.ts'
import type { Circumstances } from './notifications/policy.ts'
import { tellKeepsRunning } from './presence/keeps-running.ts'
import type { TrayAction } from './presence/tray-model.ts'
import { trayStateOf } from './presence/tray-state.ts'
import { createSession, type Session } from './realtime/session.ts'
import { oncePerTurn } from './realtime/turns.ts'
import { createConnectionHistory } from './report/connection-history.ts'
import { administratorState } from './settings/administrator.ts'
import { decidingViewOf } from './settings/deciding-view.ts'
import { createDeskSignIn } from './sign-in/desk-sign-in.ts'
import { createUpdates } from './updates/updates.ts'

/** The desktop without Electron: what it does, whatever shows it. */
export interface Desktop {
  /** What the page may ask. */
  readonly handlers: CallHandlers<Refusal>
  readonly start: () => void
  /** The page is gone; it begins again with `start`. */
  readonly pageGone: () => void
  /** The computer woke; it slept since this wall time. */
  readonly woke: (asleepSince: number) => void
  readonly fallsAsleep: () => void
  /** The screen was locked or unlocked. */
  readonly locked: (isLocked: boolean) => void
  /** The window came to the front, or left it. */
  readonly frontChanged: () => void
  readonly act: (action: TrayAction) => void
  /** The person closed the window for the first time: says once that the app goes on. */
  readonly windowHidden: () => void
  readonly stop: () => Promise<void>
}

/** How long a burst may move before the tray follows. */
const TRAY_MS = 100
/** Rows of the inbox that one push carries. */
const MOST_ROWS = 500

export function createDesktop(parts: DesktopParts): Desktop {
  const { settings, tokens, inbox, platform, window, report } = parts
  const { clock, timers } = platform
  let session: Session | null = null
  let feed: Feed | null = null
  let savedBoard = parts.savedBoard
  const connection = createConnectionHistory(clock.now)
  let isLocked = false
  let isStopped = false
  let lastAsked: InboxRow | null = inbox.rows().findLast(isAsked) ?? null

  const deciding = decidingViewOf()
  const circumstances = (): Circumstances => {
    const { paused_until, quiet_hours, name } = settings.current()
    return {
      paused_until: paused_until === null ? null : (parseTime(paused_until) ?? null),
      quiet_hours,
      in_front: !isLocked && window.isInFront(),
      name: name ?? parts.account,
      view: deciding(settings.current(), parts.account),
    }
  }

  const updates = createUpdates({
    ...parts.updates,
    platform,
    version: parts.version,
    server: () => settings.current().server,
    channel: () => settings.current().update_channel,
    watch: () => ({
      has_server: settings.current().server !== null,
      is_receiving: session?.source.freshness().state === 'live',
      alerts: session?.board()?.alerts.values() ?? [],
    }),
    onChange: () => tellDesk(),
    report,
  })

  // What the page and the tray see
  const deskState = (): DeskState => ({
    version: parts.version,
    platform: parts.system,
    account: parts.account,
    settings: settings.current(),
    administrator: administratorState(settings.administrator),
    token: tokens.place(settings.current().server),
    signing_in: signIn.state(),
    notifications: notificationState(parts.notifier, lastAsked),
    unread: inbox.unread(),
    update: updates.state(),
    trouble: [settings.trouble(), parts.troubles.text()].filter(Boolean).join(' ') || null,
  })
  const tellDesk = oncePerTurn(timers.soon, () => window.send('desk', deskState()))
  const changedRows = new Map<string, InboxRow>()
  const tellRows = oncePerTurn(timers.soon, () => {
    const rows = [...changedRows.values()].slice(-MOST_ROWS)
    changedRows.clear()
    window.send('inboxRows', rows)
  })
  let trayTimer: (() => void) | null = null
  const tellTray = (): void => {
    trayTimer ??= timers.after(TRAY_MS, () => {
      trayTimer = null
      if (isStopped) return
      updates.watchChanged()
      parts.tray.show(
        trayStateOf({
          server: settings.current().server,
          freshness: session?.source.freshness() ?? null,
          alerts: session?.board()?.alerts.values() ?? [],
          health: session?.board()?.health.values() ?? [],
          leftOut: session?.board()?.left_out,
          pausedUntil: circumstances().paused_until,
          view: circumstances().view ?? null,
          now: clock.now(),
        }),
      )
    })
  }

  const watchChanged = (): void => {
    connection.take(session?.source.freshness() ?? null)
    tellTray()
  }

  // What this desk watches
  const watch = (server: string | null): void => {
    const before = session
    session = null
    feed?.stop()
    feed = null
    void before?.stop().catch(report)
    if (server !== null) {
      session = createSession({
        server,
        credential: signIn.credentialOf(server),
        onSignIn: () => void signIn.begin(),
        saved: savedBoard?.server === server ? savedBoard : null,
        platform,
        inbox,
        inboxSaved: parts.inboxSaved,
        notifier: parts.notifier,
        circumstances,
        isPrivate: () => settings.current().notification_text === 'private',
        name: () => settings.current().name ?? parts.account,
        newId: parts.newId,
        writeBoard: parts.writeBoard,
        boardResult: (error) => parts.troubles.tell('board', error),
        report,
        onChange: watchChanged,
        onOpen: (row) => window.open(`#${placeOfRow(row)}`),
      })
      session.start()
    }
    savedBoard = null
    tellTray()
  }

  const signIn = createDeskSignIn({
    ...parts,
    client: () => session?.client ?? null,
    changed: tellDesk,
  })
  const handlers = createPageHandlers({
    signIn,
    session: () => session,
    feed: () => feed,
    begin: () => {
      const goTo = window.takeGoTo()
      feed?.stop()
      const send = (piece: LivePiece<Freshness>): void => window.send('live', piece)
      feed = session === null ? null : createFeed({ source: session.source, send, soon: timers.soon })
      feed?.start()
      return { desk: deskState(), goTo }
    },
    platform,
    settings,
    tokens,
    inbox,
    updates,
    onToken: tellDesk,
    saveHandover: parts.saveHandover,
    makeReport: (withAlerts) =>
      parts.makeReport({ desk: deskState(), session, connection, inbox, tokens, withAlerts }),
  })

  const pause = (until: number | null): void => {
    const paused_until = until === null ? null : new Date(until).toISOString()
    settings.change({ paused_until }).catch(report)
  }

  parts.troubles.subscribe(tellDesk)
  let { server: watched, update_channel: channel } = settings.current()
  showTimesIn(settings.current().time_zone)
  const endings = [
    settings.subscribe(({ server, update_channel, time_zone }) => {
      showTimesIn(time_zone)
      if (server !== watched || update_channel !== channel) updates.settingsChanged()
      channel = update_channel
      if (server !== watched) {
        watched = server
        watch(server)
      } else session?.circumstancesChanged()
      tellDesk()
      tellTray()
    }),
    inbox.subscribe((rows) => {
      for (const row of rows) {
        changedRows.set(row.id, row)
        if (isAsked(row) && (lastAsked === null || row.outcome_at >= lastAsked.outcome_at)) lastAsked = row
      }
      tellRows()
      tellDesk()
    }),
  ]

  return {
    handlers,
    start: () => {
      watch(watched)
      updates.start()
    },
    pageGone: () => {
      feed?.stop()
      feed = null
    },
    woke: (asleepSince) => session?.woke(asleepSince),
    fallsAsleep: () => void session?.saveBoard().catch(report),
    locked: (now) => {
      isLocked = now
      session?.circumstancesChanged()
    },
    frontChanged: () => session?.circumstancesChanged(),
    act: (action) => {
      switch (action.type) {
        case 'open_board':
          return window.open()
        case 'open_alert':
          return window.open(`#${alertPath(action.fingerprint)}`)
        case 'acknowledge':
          return void session
            ?.acknowledge([{ fingerprint: action.fingerprint, life: action.life }], null)
            .catch(report)
        case 'pause':
          return pause(action.until)
        case 'resume':
          return pause(null)
        case 'quit':
          return parts.quit()
        default:
          action satisfies never
      }
    },
    windowHidden: () => tellKeepsRunning({ ...parts, open: () => window.open() }),
    stop: async () => {
      if (isStopped) return
      isStopped = true
      updates.stop()
      signIn.stop()
      trayTimer?.()
      for (const end of endings) end()
      feed?.stop()
      await session?.stop()
    },
  }
}
