import { ALONE, type Leadership, type TabChannel, type TabMessage } from './tab-message.ts'
import { webLocks } from './web-locks.ts'

export interface BrowserTabs {
  readonly channel: TabChannel
  readonly leadership: Leadership
}

/**
 * The way between the tabs of one origin that show the same server and were built from the same sources: another
 * build may know other events.
 */
export function browserTabs(
  page: Pick<Window & typeof globalThis, 'navigator' | 'BroadcastChannel'>,
  server: string,
  build: string,
): BrowserTabs {
  // Declared to be always there; a page that did not come over TLS has no locks.
  const locks = page.navigator.locks as LockManager | undefined
  if (locks === undefined || typeof page.BroadcastChannel !== 'function') return ALONE
  const name = `watchfloor ${server} ${build}`
  const ways = new page.BroadcastChannel(name)
  return {
    channel: {
      post: (message) => ways.postMessage(message),
      listen: (listener) => {
        ways.onmessage = ({ data }: MessageEvent<TabMessage>) => listener(data)
      },
      close: () => ways.close(),
    },
    leadership: webLocks(locks, name),
  }
}
