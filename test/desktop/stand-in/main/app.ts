import type Electron from 'electron'
import { switchValue } from '../command-line.ts'
import { electronEvent } from '../events.ts'
import { Guarded } from '../not-implemented.ts'
import { COMMAND_LINE, IS_PACKAGED } from '../runtime.ts'
import { AppPaths } from './app-paths.ts'
import { showBadge } from './badge.ts'
import { CommandLineSwitches } from './command-line-switches.ts'
import { startEngine, stopEngine } from './engine.ts'
import { SingleInstance } from './single-instance.ts'
import { openWindows } from './window-list.ts'

type Implemented = Pick<
  Electron.App,
  | 'name'
  | 'isPackaged'
  | 'getName'
  | 'setName'
  | 'getVersion'
  | 'getAppPath'
  | 'setPath'
  | 'isReady'
  | 'whenReady'
  | 'requestSingleInstanceLock'
  | 'hasSingleInstanceLock'
  | 'releaseSingleInstanceLock'
  | 'quit'
  | 'exit'
  | 'enableSandbox'
  | 'setAppUserModelId'
  | 'setDesktopName'
  | 'setAsDefaultProtocolClient'
  | 'isDefaultProtocolClient'
  | 'setBadgeCount'
  | 'getBadgeCount'
>

/** `app`: the life of the process, in Electron's order. */
class App extends Guarded implements Implemented {
  readonly isPackaged = IS_PACKAGED
  readonly commandLine: CommandLineSwitches['calls']
  name: string = COMMAND_LINE.app.name
  desktopName: string = COMMAND_LINE.app.desktopName
  readonly #switches: CommandLineSwitches
  readonly #paths: AppPaths
  readonly #lock = new SingleInstance()
  readonly #ready = Promise.withResolvers<void>()
  readonly #schemes = new Set<string>()
  #isReady = false
  #badge = 0
  /** Asked to quit: windows are closing, or all have closed. */
  #isQuitting = false
  #isExiting = false

  constructor() {
    super('app')
    this.#switches = new CommandLineSwitches(COMMAND_LINE.args)
    this.commandLine = this.#switches.calls
    this.#paths = new AppPaths(() => this.name, switchValue(COMMAND_LINE.args, 'user-data-dir'))
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => this.quit())
  }

  getName = (): string => this.name
  setName = (name: string): void => {
    this.name = name
  }
  getVersion = (): string => COMMAND_LINE.app.version
  getAppPath = (): string => COMMAND_LINE.app.path
  getPath = (name: string): string => this.#paths.get(name)
  setPath = (name: string, path: string): void => this.#paths.set(name, path)
  isReady = (): boolean => this.#isReady
  whenReady = (): Promise<void> => this.#ready.promise
  enableSandbox = (): void => {}
  setAppUserModelId = (): void => {}
  setDesktopName = (name: string): void => {
    this.desktopName = name
  }

  requestSingleInstanceLock = (additionalData?: Record<string, unknown>): boolean => {
    const arrival = { argv: process.argv, workingDirectory: process.cwd(), additionalData }
    return this.#lock.request(this.getPath('userData'), arrival, (second) => {
      const tell = (): boolean =>
        this.emit(
          'second-instance',
          electronEvent(),
          second.argv,
          second.workingDirectory,
          second.additionalData,
        )
      void this.#ready.promise.then(tell)
    })
  }
  hasSingleInstanceLock = (): boolean => this.#lock.isHeld
  releaseSingleInstanceLock = (): void => this.#lock.release()

  /** Recorded only: which program opens a scheme is the desktop's setting, which tests leave alone. */
  setAsDefaultProtocolClient = (scheme: string): boolean => {
    this.#schemes.add(scheme)
    return true
  }
  isDefaultProtocolClient = (scheme: string): boolean => this.#schemes.has(scheme)

  setBadgeCount = (count = 0): boolean => {
    this.#badge = count
    showBadge(this.desktopName, count)
    return true
  }
  getBadgeCount = (): number => this.#badge

  /** Starts Chromium; then the app is ready. A process that is already ending starts nothing. */
  async start(): Promise<void> {
    if (this.#isExiting) return
    await startEngine({
      userData: this.getPath('userData'),
      appName: this.name,
      hasPort: COMMAND_LINE.hasDebuggingPort,
      switches: this.#switches.appended,
    })
    if (this.#isExiting) return
    this.#isReady = true
    this.#ready.resolve()
    this.emit('will-finish-launching', electronEvent())
    this.emit('ready', electronEvent(), {})
  }

  /** before-quit, then each window's close (which may refuse), then will-quit, then quit. */
  quit = (): void => {
    if (this.#isQuitting || this.#isExiting) return
    this.#isQuitting = true
    if (this.#isRefused('before-quit')) return
    for (const window of openWindows()) window.close()
    this.#isQuitting = openWindows().length === 0
    if (this.#isQuitting) this.#finish()
  }

  exit = (code = 0): void => {
    for (const window of openWindows()) window.destroy()
    void this.#end(code)
  }

  /** The last window has closed. */
  windowsAllClosed(): void {
    if (this.#isQuitting || this.#isExiting) return
    if (this.listenerCount('window-all-closed') === 0) this.quit()
    else this.emit('window-all-closed')
  }

  #finish(): void {
    if (!this.#isRefused('will-quit')) void this.#end(0)
  }

  /** A refused quit is forgotten: the next one begins anew. */
  #isRefused(name: 'before-quit' | 'will-quit'): boolean {
    const event = electronEvent()
    this.emit(name, event)
    if (event.defaultPrevented) this.#isQuitting = false
    return event.defaultPrevented
  }

  async #end(code: number): Promise<void> {
    if (this.#isExiting) return
    this.#isExiting = true
    this.emit('quit', electronEvent(), code)
    await Promise.all([stopEngine(), this.#lock.told])
    process.exit(code)
  }
}

export const app: App = new App()
