import type Electron from 'electron'
import type { DevtoolsSession, Fields } from '../chromium/devtools.ts'
import { electronEvent } from '../events.ts'
import { Guarded, notImplemented } from '../not-implemented.ts'
import { createCodec } from '../page/codec.ts'
import type { ToMain, ToPage } from '../page/preload-world.ts'
import { POST, PRELOAD_WORLD, pageScripts, RECEIVE } from '../page/scripts.ts'
import { ipcMain } from './ipc-main.ts'
import { type NativeImage, nativeImage } from './native-image.ts'
import { colorScheme } from './native-theme.ts'
import { Navigation } from './navigation.ts'
import { netErrorCode } from './net-errors.ts'
import { settlePermissions } from './permissions.ts'
import { toOrigin, toScheme } from './scheme-origins.ts'
import { defaultSession } from './session.ts'
import { mainFrame } from './web-frame.ts'
import type { Target } from './window-opening.ts'

type WindowOpenHandler = (details: Electron.HandlerDetails) => Electron.WindowOpenHandlerResponse

const codec = createCodec()
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
  /** The preload's world in the document that is there now; messages to none are lost, as Electron loses them. */
  #document: number | undefined
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
    this.#listen(target)
    const scripts = pageScripts(preload)
    await Promise.all([
      page.send('Page.enable'),
      page.send('Inspector.enable'),
      page.send('Runtime.addBinding', { name: POST, executionContextName: PRELOAD_WORLD }),
      page.send('Page.addScriptToEvaluateOnNewDocument', { source: scripts.page }),
      page.send('Page.addScriptToEvaluateOnNewDocument', {
        source: scripts.preload,
        worldName: PRELOAD_WORLD,
      }),
      page.send('Runtime.enable'),
      navigation.enable(),
      this.applyColorScheme(page),
    ])
    this.#attached.resolve(page)
  }

  #listen(target: Target): void {
    const { page } = target
    page.on('Runtime.executionContextCreated', ({ context }: Fields) => {
      if (context.name === PRELOAD_WORLD && context.auxData?.frameId === this.targetId)
        this.#document = context.id
    })
    page.on('Runtime.executionContextsCleared', () => {
      this.#document = undefined
    })
    page.on('Runtime.bindingCalled', ({ name, payload, executionContextId }: Fields) => {
      if (name === POST) this.#take(executionContextId, codec.decode(payload) as ToMain)
    })
    page.on('Page.frameNavigated', ({ frame }: Fields) => {
      if (frame.parentId !== undefined || frame.url === target.url) return
      this.#url = toScheme(`${frame.url}${frame.urlFragment ?? ''}`)
      this.emit('did-navigate', electronEvent(), this.#url, 200, 'OK')
    })
    page.on('Page.navigatedWithinDocument', ({ frameId, url }: Fields) => {
      if (frameId === this.targetId) this.#url = toScheme(url)
    })
    page.on('Page.domContentEventFired', () => {
      if (this.#url !== '') this.emit('dom-ready', electronEvent())
    })
    page.on('Page.loadEventFired', () => {
      if (this.#url !== '') this.emit('did-finish-load', electronEvent())
    })
    page.on('Inspector.targetCrashed', () => {
      this.#document = undefined
      this.emit('render-process-gone', electronEvent(), { reason: 'crashed', exitCode: 11 })
    })
  }

  #take(document: number, message: ToMain): void {
    if (message.kind === 'window-open') this.windowRequested(toScheme(message.url), message.target)
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
    const loaded = new Promise<void>((resolve) => {
      this.once('did-finish-load', () => resolve())
    })
    await settlePermissions(this, url)
    const { errorText } = await page.send('Page.navigate', { url: toOrigin(url) })
    if (errorText !== undefined) this.#fail(String(errorText).replace('net::', ''), url)
    await loaded
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

  /** To one document of this page; to another one it is lost. */
  async post(document: number | undefined, message: ToPage): Promise<void> {
    const text = codec.encode(message)
    if (document === undefined || document !== this.#document) return
    const sent = this.#page?.send('Runtime.callFunctionOn', {
      executionContextId: document,
      functionDeclaration: `function (text) { ${RECEIVE}(text) }`,
      arguments: [{ value: text }],
    })
    await sent?.catch(() => {})
  }

  send(channel: string, ...args: readonly unknown[]): void {
    // What cannot be cloned throws here, in the caller's face.
    codec.encode(args)
    void this.post(this.#document, { kind: 'message', channel, args })
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
    this.#document = undefined
    this.#attached.reject(new Error('Object has been destroyed'))
    this.emit('destroyed')
  }
}
