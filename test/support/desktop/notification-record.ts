import type { DBusConnection, Message } from 'dbus-native'

const NOTIFICATIONS = 'org.freedesktop.Notifications'
const URGENCIES = ['low', 'normal', 'critical'] as const

/** A notification that an app handed to the daemon and that the daemon took, as they said it on the bus. */
export interface ShownNotification {
  /** The daemon's number. */
  readonly id: number
  readonly appName: string
  readonly summary: string
  readonly body: string
  readonly urgency: (typeof URGENCIES)[number] | undefined
  readonly actions: readonly { readonly key: string; readonly label: string }[]
  readonly desktopEntry: string | undefined
  readonly isSilent: boolean
  /** Milliseconds; 0 stays, -1 leaves it to the daemon. */
  readonly expireTimeout: number
  /** 0 is a new one. */
  readonly replaces: number
  /** Milliseconds since the epoch: when the app asked, and when the daemon answered. */
  readonly askedAt: number
  readonly shownAt: number
  /** The app asked the daemon to take it away. */
  readonly isWithdrawn: boolean
  /** Which actions were invoked, in order. */
  readonly invoked: readonly string[]
  /** Why it is gone (Desktop Notifications Specification): 1 expired, 2 dismissed, 3 by a call. */
  readonly closed: number | undefined
}

type Recorded = { -readonly [K in keyof ShownNotification]: ShownNotification[K] }

/** Everything that is said on a bus about notifications, from now on. Numbers of a daemon that was restarted differ. */
export class NotificationRecord {
  readonly #asked = new Map<string, Omit<Recorded, 'id' | 'shownAt'>>()
  readonly #shown: Recorded[] = []

  constructor(monitor: DBusConnection) {
    monitor.on('message', (message) => this.#heard(message))
  }

  /** In the order in which the daemon took them. */
  shown(): readonly ShownNotification[] {
    return this.#shown.map((one) => ({ ...one }))
  }

  invocations(id: number, action: string): number {
    const one = this.#shown.findLast((shown) => shown.id === id)
    return one?.invoked.filter((key) => key === action).length ?? 0
  }

  /** Asked for, and not answered by any daemon. */
  get unanswered(): number {
    return this.#asked.size
  }

  #heard(message: Message): void {
    const { member, sender, destination, serial, replySerial, body = [] } = message
    if (message.interface === NOTIFICATIONS) {
      if (member === 'Notify') this.#asked.set(`${sender} ${serial}`, readNotify(body))
      else this.#happened(member, body)
      return
    }
    if (replySerial === undefined) return
    const asked = this.#asked.get(`${destination} ${replySerial}`)
    this.#asked.delete(`${destination} ${replySerial}`)
    const [id] = body
    if (asked !== undefined && typeof id === 'number') this.#shown.push({ ...asked, id, shownAt: Date.now() })
  }

  #happened(member: string | undefined, [id, detail]: readonly unknown[]): void {
    // Numbers may come again after the daemon was restarted: the latest is meant.
    const one = this.#shown.findLast((shown) => shown.id === id)
    if (one === undefined) return
    if (member === 'CloseNotification') one.isWithdrawn = true
    if (member === 'NotificationClosed') one.closed = detail as number
    if (member === 'ActionInvoked') one.invoked = [...one.invoked, detail as string]
  }
}

function readNotify(body: readonly unknown[]): Omit<Recorded, 'id' | 'shownAt'> {
  const [appName, replaces, , summary, text, actions, hints, expireTimeout] = body as [
    string,
    number,
    string,
    string,
    string,
    readonly string[],
    Readonly<Record<string, unknown>>,
    number,
  ]
  const buttons = actions.flatMap((key, i) => (i % 2 === 0 ? [{ key, label: actions[i + 1] ?? '' }] : []))
  return {
    appName,
    replaces,
    summary,
    body: text,
    actions: buttons,
    urgency: URGENCIES[hints.urgency as number],
    desktopEntry: hints['desktop-entry'] as string | undefined,
    isSilent: hints['suppress-sound'] === true,
    expireTimeout,
    askedAt: Date.now(),
    isWithdrawn: false,
    invoked: [],
    closed: undefined,
  }
}
