import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { systemPlatform } from '@watchfloor/client'
import WebSocket from 'ws'
import { createDesktop } from '../../src/main/desktop.ts'
import type { DesktopParts } from '../../src/main/desktop-parts.ts'
import { openJournal } from '../../src/main/disk/journal.ts'
import { createInbox } from '../../src/main/notifications/inbox.ts'
import { keepInbox, readRows } from '../../src/main/notifications/inbox-journal.ts'
import type { NotificationContent, NotificationEvents } from '../../src/main/notifications/notifier.ts'
import type { TrayState } from '../../src/main/presence/tray-model.ts'
import { readSavedBoard, writeSavedBoard } from '../../src/main/realtime/saved-board.ts'
import { createReporter } from '../../src/main/report/reporter.ts'
import { handoverSaver } from '../../src/main/report/save-handover.ts'
import { type Administrator, NO_ADMINISTRATOR } from '../../src/main/settings/administrator.ts'
import { openSettings } from '../../src/main/settings/settings-store.ts'
import { openTokenStore } from '../../src/main/settings/token-store.ts'
import { createTroubles } from '../../src/main/troubles.ts'
import { openUpdateMemory } from '../../src/main/updates/update-memory.ts'
import { until } from '../support/until.ts'

export interface ShownNote {
  readonly content: NotificationContent
  readonly events: NotificationEvents
  isClosed: boolean
  readonly at: number
}

export interface DeskOptions {
  /** userData; the same one again is the same desk after a restart. */
  readonly folder: string
  readonly server: string | null
  /** By which it is signed in there. */
  readonly token?: string
  readonly name?: string
  /** `hold`: the system never answers. */
  readonly system?: 'shows' | 'hold'
  /** As of a packaged app; a clone otherwise. */
  readonly updates?: Partial<DesktopParts['updates']>
  readonly administrator?: Administrator
  /** The person's own folder on this computer, which reports do not name. */
  readonly home?: string
}

/**
 * The desktop in plain Node: everything of it but Electron, on a real server and a real disk. Doubles stand in for
 * the window, the tray and the system's notifications only.
 */
export async function openDesk(options: DeskOptions) {
  const {
    folder,
    server,
    name = 'Ana',
    system = 'shows',
    administrator = NO_ADMINISTRATOR,
    home = '/home/ana',
    updates = {},
  } = options
  const errors: unknown[] = []
  const report = (error: unknown): void => void errors.push(error)
  const platform = {
    ...systemPlatform(globalThis as unknown as Parameters<typeof systemPlatform>[0]),
    WebSocket: WebSocket as unknown as NonNullable<ReturnType<typeof systemPlatform>['WebSocket']>,
  }
  const troubles = createTroubles(report)
  const settings = await openSettings({ file: join(folder, 'settings.json'), administrator })
  await settings.change({ ...(server !== null && { server }), name, is_welcomed: true })
  const tokens = await openTokenStore({
    file: join(folder, 'token.bin'),
    secrets: {
      availability: async () => 'none',
      seal: async () => new Uint8Array(),
      open: async () => ({ text: '', reseal: false }),
    },
    report,
  })
  if (server !== null && options.token !== undefined) await tokens.set(server, options.token)
  const { lines, journal } = await openJournal(join(folder, 'inbox.jsonl'))
  const inbox = createInbox(readRows(lines).rows, () => new Date().toISOString())
  const kept = keepInbox(inbox, journal, (error) => troubles.tell('inbox', error))
  const boardFile = join(folder, 'board.jsonl')
  const notes: ShownNote[] = []
  const pushes: { readonly name: string; readonly data: unknown; readonly at: number }[] = []
  const opened: (string | undefined)[] = []
  const trays: TrayState[] = []
  /** Folders that the system's file manager shows. */
  const shown: string[] = []
  /** Addresses that the system's browser opens. */
  const browsed: string[] = []
  let ids = Date.now()
  const desktop = createDesktop({
    version: '0.1.0',
    system: 'linux',
    account: 'ana',
    platform,
    settings,
    tokens,
    inbox,
    inboxSaved: kept.saved,
    notifier: {
      isSupported: () => true,
      show: (content, events) => {
        const note: ShownNote = { content, events, isClosed: false, at: performance.now() }
        notes.push(note)
        if (system === 'shows') setImmediate(events.shown)
        return {
          close: () => {
            note.isClosed = true
          },
        }
      },
    },
    newId: () => `id-${++ids}`,
    savedBoard: await readSavedBoard(boardFile),
    writeBoard: (board) => writeSavedBoard(boardFile, board),
    window: {
      open: (hash) => void opened.push(hash),
      takeGoTo: () => null,
      send: (push, data) => void pushes.push({ name: push, data, at: performance.now() }),
      isInFront: () => false,
    },
    tray: { show: (state) => void trays.push(state) },
    troubles,
    makeReport: createReporter({
      folder: join(folder, 'reports'),
      log: join(folder, 'logs/main.log'),
      logged: async () => {},
      versions: { app: '0.1.0' },
      home,
      now: Date.now,
      show: async (path) => void shown.push(path),
      report,
    }),
    saveHandover: handoverSaver({
      folder: join(folder, 'handovers'),
      now: Date.now,
      show: async (path) => void shown.push(path),
      report,
    }),
    updates: {
      kind: 'clone',
      computer: undefined,
      keys: [],
      memory: await openUpdateMemory({ file: join(folder, 'updates.json'), newId: () => 'desk-1', report }),
      updater: () => Promise.reject(new Error('a clone has no updater')),
      previous: { keep: async () => null, forget: async () => {} },
      restart: () => {},
      ...updates,
    },
    openBrowser: (address) => void browsed.push(address),
    newSecret: () => randomBytes(32).toString('base64url'),
    quit: () => {},
    report,
  })
  desktop.start()
  return {
    desktop,
    inbox,
    settings,
    notes,
    pushes,
    opened,
    trays,
    shown,
    browsed,
    tokens,
    errors,
    titles: () => notes.map(({ content }) => content.title),
    note: (title: string | RegExp) =>
      until(`a notification ${title}`, () =>
        notes.find(({ content }) =>
          typeof title === 'string' ? content.title === title : title.test(content.title),
        ),
      ),
    live: () => until('the desk to be live', () => (trays.at(-1)?.state === 'live' ? true : undefined)),
    /** As at a proper quit. */
    close: async () => {
      await desktop.stop()
      await kept.close()
    },
    /** As at `kill -9`: nothing is written any more. */
    abandon: async () => {
      await kept.saved()
      await journal.close()
      await desktop.stop().catch(() => undefined)
    },
  }
}
