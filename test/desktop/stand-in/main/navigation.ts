import type { DevtoolsSession, Fields } from '../chromium/devtools.ts'
import { electronEvent } from '../events.ts'
import { notImplemented } from '../not-implemented.ts'
import { serve } from './protocol.ts'
import { originPatterns, toOrigin, toScheme } from './scheme-origins.ts'
import type { WebContents } from './web-contents.ts'
import type { Target } from './window-opening.ts'

/** URLs of these are requested where DevTools can hold them; navigations to others can only be stopped. */
const HELD = /^(https?|file):/

/**
 * Where a page may go. Requests for documents are held until main has been asked, so that a refused navigation does
 * not happen; requests to the app's own schemes are answered by its handler.
 */
export class Navigation {
  readonly #page: DevtoolsSession
  readonly #contents: WebContents
  readonly #initialUrl: string
  /** Frames that asked to go somewhere themselves, and where to: as opposed to `loadURL` and `reload`. */
  readonly #asked = new Map<string, string>()

  constructor({ page, url }: Target, contents: WebContents) {
    this.#page = page
    this.#initialUrl = url
    this.#contents = contents
    page.on('Page.frameRequestedNavigation', (params) => this.#requested(params))
    page.on('Page.frameStartedNavigating', (params) => this.#started(params))
    page.on('Fetch.requestPaused', (params) => {
      // The page may have gone meanwhile.
      this.#paused(params).catch(() => {})
    })
  }

  /** What the page needs to be told before its first document. */
  enable(): Promise<unknown> {
    const patterns = [
      { urlPattern: '*', resourceType: 'Document' },
      ...originPatterns().map((urlPattern) => ({ urlPattern })),
    ]
    return this.#page.send('Fetch.enable', { patterns })
  }

  #requested({ frameId, url, disposition }: Fields): void {
    if (disposition !== 'currentTab') return this.#contents.windowRequested(toScheme(url), '')
    if (HELD.test(url)) this.#asked.set(frameId, withoutFragment(url))
    else this.leave(frameId, url)
  }

  /** To where Chromium loads nothing by itself: the app's own scheme, by its own name, or an empty page. */
  leave(frameId: string, url: string): void {
    const isRefused = this.#isRefused(frameId, url)
    const isLoaded = toOrigin(url) !== url || /^(about|blob|data):/.test(url)
    if (!isRefused && !isLoaded) notImplemented(`a page's way to ${url}`)
    const load = async (): Promise<void> => {
      await this.#page.send('Page.stopLoading')
      if (!isRefused) await this.#page.send('Page.navigate', { frameId, url: toOrigin(url) })
    }
    // The page may have gone meanwhile.
    load().catch(() => {})
  }

  #started({ frameId, url, navigationType }: Fields): void {
    if (url === this.#initialUrl) return
    const isSameDocument = /sameDocument/i.test(navigationType)
    const details = this.#details(frameId, url, isSameDocument)
    const { isMainFrame } = details
    this.#contents.emit(
      'did-start-navigation',
      electronEvent(details),
      details.url,
      isSameDocument,
      isMainFrame,
      1,
      1,
    )
  }

  async #paused(params: Fields): Promise<void> {
    const { requestId, request, frameId, resourceType, redirectedRequestId } = params
    if (resourceType === 'Document') {
      const isRedirect = redirectedRequestId !== undefined
      const isOwn = this.#asked.get(frameId) === withoutFragment(request.url)
      if (!isRedirect) this.#asked.delete(frameId)
      const isRefused = isRedirect
        ? this.#emit('will-redirect', frameId, request.url)
        : isOwn && this.#isRefused(frameId, request.url)
      if (isRefused) {
        await this.#page.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' })
        return
      }
    }
    if (toScheme(request.url) !== request.url) await serve(this.#page, params)
    else await this.#page.send('Fetch.continueRequest', { requestId })
  }

  /** Asks main, first about any frame, then about the page's own. */
  #isRefused(frameId: string, url: string): boolean {
    if (this.#emit('will-frame-navigate', frameId, url)) return true
    return frameId === this.#contents.targetId && this.#emit('will-navigate', frameId, url)
  }

  /** Answers whether a listener prevented it. */
  #emit(
    name: 'will-navigate' | 'will-frame-navigate' | 'will-redirect',
    frameId: string,
    url: string,
  ): boolean {
    const details = this.#details(frameId, url, false)
    const event = electronEvent(details)
    if (name === 'will-frame-navigate') this.#contents.emit(name, event)
    else this.#contents.emit(name, event, details.url, false, details.isMainFrame, 1, 1)
    return event.defaultPrevented
  }

  #details(frameId: string, url: string, isSameDocument: boolean) {
    const isMainFrame = frameId === this.#contents.targetId
    return {
      url: toScheme(url),
      isSameDocument,
      isMainFrame,
      frame: isMainFrame ? this.#contents.mainFrame : null,
      initiator: isMainFrame ? this.#contents.mainFrame : null,
    }
  }
}

function withoutFragment(url: string): string {
  return url.split('#')[0] ?? url
}
