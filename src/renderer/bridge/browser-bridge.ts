import { createClient, type Platform } from '@watchfloor/client'
import type { BoardBridge } from '../state/bridge.ts'

/** Where the page tells that it is seen again, or that the system's network changed. */
export interface PageSignals {
  /** Calls when the page becomes visible, or comes back from the browser's cache. */
  readonly onWake: (wake: () => void) => () => void
  readonly onNetwork: (changed: (online: boolean) => void) => () => void
}

export interface BrowserBridgeOptions {
  /** The server's address; the console is served by the server itself. */
  readonly server: string
  readonly platform: Platform
  readonly page: PageSignals
  readonly token?: string | undefined
}

/** The bridge of the web console: the realtime client runs in the page. */
export function createBrowserBridge({ server, platform, page, token }: BrowserBridgeOptions): BoardBridge {
  let listener: Parameters<BoardBridge['connect']>[0] | undefined
  const client = createClient({
    ...platform,
    url: server,
    token,
    onBoard: (board) => listener?.onBoard(board),
    onEvents: (events) => listener?.onEvents(events),
    onFreshness: (freshness) => listener?.onFreshness(freshness),
  })
  return {
    kind: 'browser',
    server,
    connect: (to) => {
      listener = to
      const ends = [
        page.onWake(() => client.wake()),
        page.onNetwork((online) => client.networkChanged(online)),
      ]
      client.start()
      return () => {
        listener = undefined
        for (const end of ends) end()
        client.stop()
      }
    },
    acknowledge: (fingerprint, request) => client.acknowledge(fingerprint, request),
    unacknowledge: (fingerprint, request) => client.unacknowledge(fingerprint, request),
    request: (request) => client.request({ ...request, parse: (value) => ({ ok: true, value }) }),
    signIn: (next) => client.setToken(next),
  }
}
