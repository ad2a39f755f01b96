import type Electron from 'electron'
import { electronEvent } from '../events.ts'
import { Guarded } from '../not-implemented.ts'
import type { ToMain } from '../page/preload-world.ts'
import type { WebContents } from './web-contents.ts'

type Handler = (event: Electron.IpcMainInvokeEvent, ...args: unknown[]) => unknown

/** `ipcMain`: what pages send, and the answers to what they ask. */
class IpcMain extends Guarded implements Pick<Electron.IpcMain, 'handle' | 'handleOnce' | 'removeHandler'> {
  readonly #handlers = new Map<string, Handler>()

  constructor() {
    super('ipcMain')
  }

  handle(channel: string, handler: Handler): void {
    if (this.#handlers.has(channel))
      throw new Error(`Attempted to register a second handler for '${channel}'`)
    if (typeof handler !== 'function')
      throw new TypeError(`Expected handler to be a function, but found type '${typeof handler}'`)
    this.#handlers.set(channel, handler)
  }

  handleOnce(channel: string, handler: Handler): void {
    this.handle(channel, (event, ...args) => {
      this.removeHandler(channel)
      return handler(event, ...args)
    })
  }

  removeHandler(channel: string): void {
    this.#handlers.delete(channel)
  }

  /** A message of a page's; `document` is the one that sent it, where the answer goes. */
  take(
    sender: WebContents,
    document: number,
    message: Extract<ToMain, { readonly kind: 'send' | 'invoke' }>,
  ): void {
    const event = electronEvent({
      sender,
      senderFrame: sender.mainFrame,
      processId: sender.mainFrame.processId,
      frameId: sender.mainFrame.routingId,
      frameTreeNodeId: sender.mainFrame.frameTreeNodeId,
      reply: (channel: string, ...args: readonly unknown[]) => sender.send(channel, ...args),
    })
    if (message.kind === 'send') {
      this.emit(message.channel, event, ...message.args)
      return
    }
    const { call, channel, args } = message
    this.#answer(channel, event as unknown as Electron.IpcMainInvokeEvent, args)
      .then((value) => sender.answer(document, { kind: 'result', call, value }))
      .catch((error: unknown) => {
        console.error(`Error occurred in handler for '${channel}':`, error)
        return sender.answer(document, { kind: 'error', call, text: String(error) })
      })
  }

  async #answer(
    channel: string,
    event: Electron.IpcMainInvokeEvent,
    args: readonly unknown[],
  ): Promise<unknown> {
    const handler = this.#handlers.get(channel)
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`)
    return handler(event, ...args)
  }
}

export const ipcMain: IpcMain = new IpcMain()
