import type { DevtoolsSession, Fields } from '../chromium/devtools.ts'
import { type Codec, createCodec } from '../page/codec.ts'
import type { ToMain, ToPage } from '../page/preload-world.ts'
import { POST, PRELOAD_WORLD, RECEIVE } from '../page/scripts.ts'
import type { Target } from './window-opening.ts'

const codec: Codec = createCodec()

/** Messages between main and the preload's world of whatever document is in a page now. */
export class PreloadChannel {
  readonly #page: DevtoolsSession
  /** DevTools' number of that world; undefined between two documents. */
  #document: number | undefined

  constructor({ page, id }: Target, take: (document: number, message: ToMain) => void) {
    this.#page = page
    page.on('Runtime.executionContextCreated', ({ context }: Fields) => {
      if (context.name === PRELOAD_WORLD && context.auxData?.frameId === id) this.#document = context.id
    })
    page.on('Runtime.executionContextsCleared', () => this.close())
    page.on('Runtime.bindingCalled', ({ name, payload, executionContextId }: Fields) => {
      if (name === POST) take(executionContextId, codec.decode(payload) as ToMain)
    })
  }

  /** Before the page's first document. */
  async open(): Promise<void> {
    await Promise.all([
      this.#page.send('Runtime.addBinding', { name: POST, executionContextName: PRELOAD_WORLD }),
      this.#page.send('Runtime.enable'),
    ])
  }

  close(): void {
    this.#document = undefined
  }

  /** To the document that is there now. What cannot be cloned throws in the caller's face. */
  send(message: ToPage): void {
    void this.#post(this.#document, codec.encode(message))
  }

  /** To one document; where that is gone, the message is lost, as Electron loses it. */
  async answer(document: number, message: ToPage): Promise<void> {
    await this.#post(document, codec.encode(message))
  }

  async #post(document: number | undefined, text: string): Promise<void> {
    if (document === undefined || document !== this.#document) return
    const sent = this.#page.send('Runtime.callFunctionOn', {
      executionContextId: document,
      functionDeclaration: `function (text) { ${RECEIVE}(text) }`,
      arguments: [{ value: text }],
    })
    await sent.catch(() => {})
  }
}
