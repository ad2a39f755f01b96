import { randomBytes, randomUUID } from 'node:crypto'
import { homedir, release, userInfo } from 'node:os'
import { join } from 'node:path'
import { type Globals, systemPlatform } from '@watchfloor/client'
import {
  app,
  BrowserWindow,
  ipcMain,
  Menu,
  Notification,
  nativeImage,
  nativeTheme,
  net,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  systemPreferences,
  Tray,
} from 'electron'
import { createDesktop, type Desktop } from './desktop.ts'
import { openJournal } from './disk/journal.ts'
import { closeToOthers, writePrivately } from './disk/own-files.ts'
import { APP_ID, identifyApp } from './electron/app-identity.ts'
import { installAppMenu } from './electron/app-menu.ts'
import { type BoardWindow, createBoardWindow } from './electron/board-window.ts'
import { declareConsoleScheme, serveConsole } from './electron/console-scheme.ts'
import { createExternalDoor } from './electron/external-door.ts'
import { openIpcDoor } from './electron/ipc-door.ts'
import { createLoginItem, wasOpenedAtLogin } from './electron/login-item.ts'
import { createOsNotifier } from './electron/os-notifier.ts'
import { createOsTray } from './electron/os-tray.ts'
import {
  keptInstaller,
  openOsUpdater,
  ownPackageKind,
  ownUpdateKeys,
  startApart,
} from './electron/os-updater.ts'
import { watchPower } from './electron/power.ts'
import { installQuitting } from './electron/quitting.ts'
import { createSecretStore } from './electron/secret-store.ts'
import { claimInstance, type SingleInstance } from './electron/single-instance.ts'
import { installWebGuards } from './electron/web-guards.ts'
import { createRouter } from './ipc/router.ts'
import { openLogger } from './logger.ts'
import { createInbox } from './notifications/inbox.ts'
import { keepInbox, readRows } from './notifications/inbox-journal.ts'
import { readSavedBoard, writeSavedBoard } from './realtime/saved-board.ts'
import { createReporter } from './report/reporter.ts'
import { handoverSaver } from './report/save-handover.ts'
import { followLoginItem } from './settings/at-login.ts'
import { POLICY_FILE, readAdministrator } from './settings/read-administrator.ts'
import { openSettings } from './settings/settings-store.ts'
import { openTokenStore } from './settings/token-store.ts'
import { createTroubles } from './troubles.ts'
import { computerOf } from './updates/package-kind.ts'
import { previousVersion } from './updates/previous-version.ts'
import { settleTrial } from './updates/settle-trial.ts'
import { openUpdateMemory } from './updates/update-memory.ts'
import { openWindowFile } from './window/window-file.ts'

// The composition root: what the desktop is made of, in the order in which it begins.

const system = process.platform
const account = userInfo().username
const built = (path: string): string => join(import.meta.dirname, path)
const kept = (name: string): string => join(app.getPath('userData'), name)

async function start(instance: SingleInstance): Promise<void> {
  // Before the app is ready
  writePrivately()
  identifyApp(app, system)
  app.enableSandbox()
  declareConsoleScheme(protocol)
  const logger = openLogger({
    file: kept('logs/main.log'),
    print: (line) => process.stderr.write(line),
    now: Date.now,
  })
  const { report } = logger
  // An app that people rely on at night goes on as well as it can, and says that something is wrong.
  const troubles = createTroubles(report)
  for (const fault of ['unhandledRejection', 'uncaughtException'] as const) {
    process.on(fault, (error: unknown) => troubles.tell('app', error))
  }
  await app.whenReady()

  // The world
  const platform = {
    ...systemPlatform(globalThis as unknown as Globals),
    // The system's own proxy and trusted certificates.
    fetch: (...[url, init]: Parameters<Globals['fetch']>) => net.fetch(url, init as RequestInit),
  }
  const { clock, timers } = platform

  // A version that does not start well gives its place back
  const kind = await ownPackageKind(app)
  const appImage = process.env.APPIMAGE
  const updateMemory = await openUpdateMemory({ file: kept('updates.json'), newId: randomUUID, report })
  const settled = await settleTrial({
    platform,
    memory: updateMemory,
    version: app.getVersion(),
    kind,
    appImage,
    run: startApart(app),
  })
  if (settled.kind === 'rolled_back') return app.exit(0)
  if (settled.kind === 'say') troubles.tell('update', new Error(`install ${settled.from} again`))

  // What is kept on this computer
  await closeToOthers(kept('.'), report)
  await closeToOthers(kept('logs'), report)
  const administrator = await readAdministrator({
    system,
    // A checkout is tried with files of its own; whoever starts an installed app cannot choose another.
    file: (app.isPackaged ? undefined : process.env.WATCHFLOOR_POLICY_FILE) ?? POLICY_FILE,
    domain: APP_ID,
    account,
    getUserDefault: (key, type) => systemPreferences.getUserDefault(key, type),
    systemRoot: process.env.SystemRoot ?? 'C:\\Windows',
  })
  const settings = await openSettings({ file: kept('settings.json'), administrator })
  const item = createLoginItem({ app, platform: system, appImage: process.env.APPIMAGE })
  await followLoginItem({ settings, item, troubles })
  const secrets = createSecretStore({ safeStorage, platform: system })
  const tokens = await openTokenStore({ file: kept('token.bin'), secrets, report })
  const { lines, journal } = await openJournal(kept('inbox.jsonl'))
  const inbox = createInbox(readRows(lines).rows, () => new Date(clock.now()).toISOString())
  const inboxFile = keepInbox(inbox, journal, (error) => troubles.tell('inbox', error))
  const windowFile = await openWindowFile({ file: kept('window.json'), report })

  // The page, walled off
  const openOutside = createExternalDoor({ shell, report })
  installWebGuards({ app, session: session.defaultSession, openOutside })
  serveConsole({ protocol, folder: built('../renderer'), report })
  installAppMenu({ Menu }, system)

  // What people see
  const window: BoardWindow = createBoardWindow({
    electron: { BrowserWindow, screen, nativeTheme },
    clock,
    timers,
    preload: built('../preload/index.cjs'),
    icon: nativeImage.createFromPath(built('icons/app.png')),
    place: windowFile.place,
    remember: windowFile.keep,
    isQuitting: () => quitting.isQuitting(),
    onFrontChanged: () => desktop.frontChanged(),
    onHidden: () => desktop.windowHidden(),
    onPageGone: () => desktop.pageGone(),
    report,
  })
  const notifier = createOsNotifier({
    Notification,
    platform: system,
    clock,
    timers,
    onStray: () => window.open(),
  })
  const tray = createOsTray({
    electron: { Tray, Menu, nativeImage },
    app,
    platform: system,
    clock,
    icons: built('icons'),
    overlay: window.setOverlay,
    act: (action) => desktop.act(action),
  })

  const restart = (install: () => boolean): void => {
    // There the system's own updater ends the app, once it has the package.
    if (system === 'darwin') {
      quitting.expect()
      install()
      return
    }
    quitting.quitThen(() => {
      // The new one is started while this one still ends.
      app.releaseSingleInstanceLock()
      try {
        if (install()) return
      } catch (error) {
        report(error)
      }
      app.relaunch()
    })
  }

  // What it does
  const desktop: Desktop = createDesktop({
    version: app.getVersion(),
    system,
    account,
    platform,
    settings,
    tokens,
    inbox,
    inboxSaved: inboxFile.saved,
    notifier,
    newId: randomUUID,
    savedBoard: await readSavedBoard(kept('board.jsonl')),
    writeBoard: (board) => writeSavedBoard(kept('board.jsonl'), board),
    window,
    tray,
    troubles,
    makeReport: createReporter({
      folder: kept('reports'),
      log: kept('logs/main.log'),
      logged: logger.settled,
      versions: {
        app: app.getVersion(),
        electron: process.versions.electron ?? '',
        chromium: process.versions.chrome ?? '',
        node: process.versions.node,
        system: `${system} ${release()} ${process.arch}`,
      },
      home: homedir(),
      now: clock.now,
      show: shell.openPath,
      report,
    }),
    saveHandover: handoverSaver({ folder: kept('handovers'), now: clock.now, show: shell.openPath, report }),
    updates: {
      kind,
      computer: computerOf(system, process.arch),
      keys: ownUpdateKeys(app),
      memory: updateMemory,
      updater: () =>
        openOsUpdater({
          kind,
          config: kept('app-update.yml'),
          log: (line) => logger.note(`updates: ${line}`),
        }),
      previous: previousVersion({
        kind,
        folder: kept('previous'),
        appImage,
        installer: keptInstaller(),
      }),
      restart,
    },
    openBrowser: openOutside,
    newSecret: () => randomBytes(32).toString('base64url'),
    quit: () => app.quit(),
    report,
  })
  openIpcDoor({
    ipcMain,
    contents: window.contents,
    router: createRouter({ handlers: desktop.handlers, report }),
    report,
  })

  // How it ends
  const quitting = installQuitting({
    app,
    signals: process,
    after: timers.after,
    stop: async () => {
      window.rememberNow()
      await desktop.stop()
      await Promise.all([inboxFile.close(), windowFile.settled()])
      tray.end()
      await logger.settled()
    },
  })
  watchPower({
    powerMonitor,
    clock,
    fallsAsleep: desktop.fallsAsleep,
    woke: desktop.woke,
    locked: desktop.locked,
    ends: () => app.quit(),
  })

  desktop.start()
  instance.begin(window.open, wasOpenedAtLogin(app, system))
}

const instance = claimInstance({ app, args: process.argv.slice(1) })
if (instance !== null) {
  start(instance).catch((error: unknown) => {
    console.error(error)
    app.exit(1)
  })
}
