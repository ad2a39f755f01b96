import { channelLeadership, type LeadershipWord } from './channel-leadership.ts'
import { ALONE, type Leadership, type TabChannel, type TabMessage } from './tab-message.ts'
import { webLocks } from './web-locks.ts'

export interface BrowserTabs {
  readonly channel: TabChannel
  readonly leadership: Leadership
}

export interface BrowserTabsParts {
  readonly page: Window & typeof globalThis
  readonly server: string
  /** What the page was built from: another build may know other events. */
  readonly build: string
  readonly after: (milliseconds: number, run: () => void) => () => void
  readonly random: () => number
}

/** The way between the tabs of one origin that show the same server and are of the same build. */
export function browserTabs({ page, server, build, after, random }: BrowserTabsParts): BrowserTabs {
  if (typeof page.BroadcastChannel !== 'function') return ALONE
  const name = `watchfloor ${server} ${build}`
  const ways = open<TabMessage>(page, name)
  // Declared to be always there; a page that did not come over TLS has no locks.
  const locks = page.navigator.locks as LockManager | undefined
  if (locks !== undefined) return { channel: ways, leadership: webLocks(locks, name) }
  const { post, listen } = open<LeadershipWord>(page, `${name} leader`)
  const leadership = channelLeadership({
    post,
    listen,
    after,
    random,
    id: random().toString(36),
    onGone: (run) => page.addEventListener('pagehide', run),
  })
  return { channel: ways, leadership }
}

function open<Message>(page: Window & typeof globalThis, name: string) {
  const ways = new page.BroadcastChannel(name)
  return {
    post: (message: Message): void => ways.postMessage(message),
    listen: (listener: (message: Message) => void): void => {
      ways.onmessage = ({ data }: MessageEvent<Message>) => listener(data)
    },
    close: (): void => ways.close(),
  }
}
