import type Electron from 'electron'
import type { DevtoolsSession, Fields } from '../chromium/devtools.ts'
import { electronEvent } from '../events.ts'
import { Guarded, notImplemented } from '../not-implemented.ts'
import type { ToMain, ToPage } from '../page/preload-world.ts'
import { PRELOAD_WORLD, pageScripts } from '../page/scripts.ts'
import { ipcMain } from './ipc-main.ts'
import { type NativeImage, nativeImage } from './native-image.ts'
import { colorScheme } from './native-theme.ts'
import { Navigation } from './navigation.ts'
import { netErrorCode } from './net-errors.ts'
import { PageLoads } from './page-loads.ts'
import { settlePermissions } from './permissions.ts'
import { PreloadChannel } from './preload-channel.ts'
import { toOrigin, toScheme } from './scheme-origins.ts'
import { defaultSession } from './session.ts'
import { mainFrame } from './web-frame.ts'
import type { Target } from './window-opening.ts'

type WindowOpenHandler = (details: Electron.HandlerDetails) => Electron.WindowOpenHandlerResponse

let lastId = 0

/** A window's page. */
export class WebContents extends Guarded {
  readonly id: number = ++lastId
  readonly session = defaultSession
  readonly mainFrame = mainFrame(
    () => this.getURL(),
    () => this.#isDestroyed,
  )
  /** Known as soon as Chromium has made the page. */
  targetId = ''
  readonly #attached = Promise.withResolvers<DevtoolsSession>()
  readonly #closeWindow: () => void
  #openHandler: WindowOpenHandler | undefined
  #page: DevtoolsSession | undefined
  #channel: PreloadChannel | undefined
  #loads: PageLoads | undefined
  #url = ''
  #isDestroyed = false

  constructor(closeWindow: () => void) {
    super('webContents')
    this.#closeWindow = closeWindow
    // A window may be destroyed before it was there.
    this.#attached.promise.catch(() => {})
  }

  /** The page is there: from now on every document of it starts with Electron's calls and the preload. */
  async attach(target: Target, preload: string | undefined): Promise<void> {
    const { page } = target
    this.targetId = target.id
    this.#page = page
    const navigation = new Navigation(target, this)
    const channel = new PreloadChannel(target, (document, message) =>
      this.#take(document, message, navigation),
    )
    this.#channel = channel
    this.#loads = new PageLoads(target, (what) => this.emit(what, electronEvent()))
    this.#listen(target)
    const scripts = pageScripts(preload)
    await Promise.all([
      page.send('Page.enable'),
      page.send('Page.setLifecycleEventsEnabled', { enabled: true }),
      page.send('Inspector.enable'),
      page.send('Page.addScriptToEvaluateOnNewDocument', { source: scripts.page }),
      page.send('Page.addScriptToEvaluateOnNewDocument', {
        source: scripts.preload,
        worldName: PRELOAD_WORLD,
      }),
      channel.open(),
      navigation.enable(),
      this.applyColorScheme(page),
    ])
    this.#attached.resolve(page)
  }

  #listen({ page, url }: Target): void {
    page.on('Page.frameNavigated', ({ frame }: Fields) => {
      if (frame.parentId !== undefined || frame.url === url) return
      this.#url = toScheme(`${frame.url}${frame.urlFragment ?? ''}`)
      this.emit('did-navigate', electronEvent(), this.#url, 200, 'OK')
    })
    page.on('Page.navigatedWithinDocument', ({ frameId, url }: Fields) => {
      if (frameId === this.targetId) this.#url = toScheme(url)
    })
    page.on('Inspector.targetCrashed', () => {
      this.#channel?.close()
      this.emit('render-process-gone', electronEvent(), { reason: 'crashed', exitCode: 11 })
    })
  }

  #take(document: number, message: ToMain, navigation: Navigation): void {
    if (message.kind === 'window-open') this.windowRequested(toScheme(message.url), message.target)
    else if (message.kind === 'navigate') navigation.leave(this.targetId, message.url)
    else ipcMain.take(this, document, message)
  }

  /** A link or a script wants another window. */
  windowRequested(url: string, frameName: string): void {
    const details = { url, frameName, features: '', disposition: 'foreground-tab' as const }
    const answer = this.#openHandler?.({ ...details, referrer: { url: this.#url, policy: 'default' } })
    if (answer?.action !== 'deny') notImplemented('a window that a page opens')
  }

  async load(url: string): Promise<void> {
    const page = await this.#attached.promise
    await settlePermissions(this, url)
    const { errorText, loaderId } = await page.send('Page.navigate', { url: toOrigin(url) })
    if (errorText !== undefined) this.#fail(String(errorText).replace('net::', ''), url)
    // Within the same document there is nothing to wait for.
    const isLoaded = loaderId === undefined || (await this.#loads?.loaded(loaderId))
    if (!isLoaded) this.#fail('ERR_ABORTED', url)
  }

  #fail(reason: string, url: string): never {
    const code = netErrorCode(reason)
    this.emit('did-fail-load', electronEvent(), code, reason, url, true, 1, 1)
    throw Object.assign(new Error(`${reason} (${code}) loading '${url}'`), { code: reason, errno: code, url })
  }

  async applyColorScheme(given?: DevtoolsSession): Promise<void> {
    const page = given ?? this.#page
    const value = colorScheme()
    await page?.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] })
  }

  send(channel: string, ...args: readonly unknown[]): void {
    this.#channel?.send({ kind: 'message', channel, args })
  }

  /** To the document that asked. */
  async answer(document: number, message: ToPage): Promise<void> {
    await this.#channel?.answer(document, message)
  }

  getURL(): string {
    return this.#url
  }

  reload(): void {
    void this.#page?.send('Page.reload')
  }

  isDestroyed(): boolean {
    return this.#isDestroyed
  }

  focus(): void {
    void this.#page?.send('Page.bringToFront')
  }

  openDevTools(): void {}

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.#openHandler = handler
  }

  /** Playwright closes its pages by this. */
  close(): void {
    this.#closeWindow()
  }

  forcefullyCrashRenderer(): void {
    this.#page?.send('Page.crash').catch(() => {})
  }

  async executeJavaScript(code: string, userGesture = false): Promise<unknown> {
    const page = await this.#attached.promise
    const params = { expression: code, userGesture, awaitPromise: true, returnByValue: true }
    const { result, exceptionDetails } = await page.send('Runtime.evaluate', params)
    if (exceptionDetails !== undefined)
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result.value
  }

  async capturePage(): Promise<NativeImage> {
    const page = await this.#attached.promise
    const { data } = await page.send('Page.captureScreenshot', { format: 'png' })
    return nativeImage.createFromBuffer(Buffer.from(data, 'base64'))
  }

  /** The window has closed. */
  destroyed(): void {
    this.#isDestroyed = true
    this.#channel?.close()
    this.#attached.reject(new Error('Object has been destroyed'))
    this.emit('destroyed')
  }
}
