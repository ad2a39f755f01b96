import { createClient, type Platform } from '@watchfloor/client'
import { parseBoardSnapshot, parsePage } from '@watchfloor/contract'
import type { BoardBridge } from '../state/bridge.ts'
import type { BrowserTabs } from './tabs/browser-tabs.ts'
import { type SharedStream, startSharedStream } from './tabs/shared-stream.ts'
import { ALONE } from './tabs/tab-message.ts'

/** Where the page tells that it is seen again, or that the system's network changed. */
export interface PageSignals {
  /** Calls when the page becomes visible, or comes back from the browser's cache. */
  readonly onWake: (wake: () => void) => () => void
  readonly onNetwork: (changed: (online: boolean) => void) => () => void
  /** Is the page visible now? */
  readonly isSeen: () => boolean
}

export interface BrowserBridgeOptions {
  /** The server's address; the console is served by the server itself. */
  readonly server: string
  readonly platform: Platform
  readonly page: PageSignals
  /** The way to the other tabs of this console; without it the page is on its own. */
  readonly tabs?: BrowserTabs | undefined
}

/** So many rows are more than a screen holds, and few enough for any line. */
const FIRST_LOOK = '/api/v2/board?first=100'

/** The bridge of the web console: the realtime client runs in the page, or in another tab that shares its stream. */
export function createBrowserBridge(options: BrowserBridgeOptions): BoardBridge {
  const { server, platform, page, tabs = ALONE } = options
  let stream: SharedStream | undefined
  const quiet = { onBoard: () => {}, onEvents: () => {}, onFreshness: () => {} }
  /** Never started: it carries the requests, whoever holds the stream. */
  const caller = createClient({ ...platform, url: server, ...quiet })
  return {
    kind: 'browser',
    server,
    connect: (listener) => {
      const shared = startSharedStream({
        ...tabs,
        listener,
        createClient: (cursor, to) => createClient({ ...platform, ...to, url: server, cursor }),
        fetchBoard: () => caller.request({ path: '/api/v2/board', parse: parseBoardSnapshot }),
        fetchAfter: (cursor) =>
          caller.request({ path: `/api/v2/events?cursor=${encodeURIComponent(cursor)}`, parse: parsePage }),
        after: platform.timers.after,
        random: platform.random,
        newRun: () => `${platform.clock.now()} ${platform.random()}`,
        isSeen: page.isSeen,
      })
      stream = shared
      // Beside the whole board, not before it: what is small is there first. Whatever keeps it away, the other tells.
      void caller.request({ path: FIRST_LOOK, parse: parseBoardSnapshot }).then((answer) => {
        if (answer.ok) listener.onFirst?.(answer.value)
      })
      const ends = [page.onWake(shared.wake), page.onNetwork(shared.networkChanged)]
      return () => {
        for (const end of ends) end()
        shared.stop()
        caller.stop()
      }
    },
    acknowledge: (fingerprint, request) => caller.acknowledge(fingerprint, request),
    unacknowledge: (fingerprint, request) => caller.unacknowledge(fingerprint, request),
    resolve: (fingerprint, request) => caller.resolve(fingerprint, request),
    request: (request) => caller.request({ ...request, parse: (value) => ({ ok: true, value }) }),
    resume: () => stream?.resume(),
  }
}
