import type { Fields } from '../chromium/devtools.ts'
import type { Target } from './window-opening.ts'

/** The documents that a page loads, one after the other, by DevTools' names of them. */
export class PageLoads {
  #now: string | undefined
  #loaded: string | undefined
  readonly #waiting = new Map<string, (isLoaded: boolean) => void>()

  constructor({ page, id, url }: Target, tell: (what: 'dom-ready' | 'did-finish-load') => void) {
    page.on('Page.frameNavigated', ({ frame }: Fields) => {
      // The page that the window opened with is none of the app's.
      if (frame.parentId === undefined && frame.url !== url) this.#begun(frame.loaderId)
    })
    page.on('Page.lifecycleEvent', ({ frameId, loaderId, name }: Fields) => {
      if (frameId !== id || loaderId !== this.#now) return
      if (name === 'DOMContentLoaded') tell('dom-ready')
      if (name !== 'load') return
      this.#loaded = loaderId
      tell('did-finish-load')
      this.#settle(loaderId, true)
    })
  }

  /** Answers false when another document takes its place before. */
  loaded(document: string): Promise<boolean> {
    if (document === this.#loaded) return Promise.resolve(true)
    return new Promise((resolve) => {
      this.#waiting.set(document, resolve)
    })
  }

  #begun(document: string): void {
    this.#now = document
    for (const other of this.#waiting.keys()) if (other !== document) this.#settle(other, false)
  }

  #settle(document: string, isLoaded: boolean): void {
    this.#waiting.get(document)?.(isLoaded)
    this.#waiting.delete(document)
  }
}
