import type Electron from 'electron'
import { electronEvent } from '../events.ts'
import { app } from '../main/app.ts'
import { Guarded, guarded } from '../not-implemented.ts'
import { type NotificationDaemon, notificationDaemon } from './notification-daemon.ts'

const URGENCY: Readonly<Record<string, number>> = { low: 0, normal: 1, critical: 2 }

/** `Notification`, shown by the desktop's own daemon, as libnotify does it for Electron on Linux. */
class StandInNotification extends Guarded implements Pick<Electron.Notification, 'show' | 'close'> {
  id: string
  groupId: string
  title: string
  body: string
  silent: boolean
  urgency: 'normal' | 'critical' | 'low'
  timeoutType: 'default' | 'never'
  actions: Electron.NotificationAction[]
  /** The daemon's number for what is shown now. */
  #shown: Promise<number | undefined> | undefined

  constructor(options: Electron.NotificationConstructorOptions = {}) {
    super('Notification')
    if (!app.isReady()) throw new Error('Cannot create Notification before app is ready')
    this.id = options.id ?? ''
    this.groupId = options.groupId ?? ''
    this.title = options.title ?? ''
    this.body = options.body ?? ''
    this.silent = options.silent ?? false
    this.urgency = options.urgency ?? 'normal'
    this.timeoutType = options.timeoutType ?? 'default'
    this.actions = options.actions ?? []
  }

  static isSupported(): boolean {
    return true
  }

  show(): void {
    const before = this.#closeShown()
    // For tests that end the app between its wish and the daemon's answer.
    if (process.env.STAND_IN_NOTIFY === 'hold') return
    const reference = new WeakRef<StandInNotification>(this)
    // What is sent is known now: the object may be dropped, and is not kept by waiting for the daemon.
    const content = this.#content()
    this.#shown = before
      .then(() => send(content))
      .then(
        ({ daemon, id }) => {
          daemon.follow(id, (happened) => {
            const notification = reference.deref()
            if (notification !== undefined) notification.#happened(happened)
          })
          reference.deref()?.emit('show', electronEvent())
          return id
        },
        (error: Error) => {
          reference.deref()?.emit('failed', electronEvent(), error.message)
          return undefined
        },
      )
  }

  /** Closed by the app itself: no event, as Electron forgets the notification first. */
  close(): void {
    void this.#closeShown()
  }

  async #closeShown(): Promise<void> {
    const shown = this.#shown
    this.#shown = undefined
    const id = await shown
    if (id === undefined) return
    const daemon = await notificationDaemon()
    daemon.forget(id)
    await daemon.close(id)
  }

  #content(): Content {
    return {
      title: this.title,
      body: this.body,
      actions: this.actions.map(({ text }) => text ?? ''),
      urgency: URGENCY[this.urgency] ?? 1,
      isSilent: this.silent,
      staysOnScreen: this.timeoutType === 'never',
    }
  }

  /** A click or a button ends the notification for Electron; `close` is for the others. */
  #happened(what: { readonly closed: number } | { readonly action: string }): void {
    this.#shown = undefined
    if ('closed' in what) this.emit('close', electronEvent())
    else if (what.action === 'default') this.emit('click', electronEvent())
    else {
      const actionIndex = Number(what.action)
      this.emit('action', electronEvent({ actionIndex, selectionIndex: -1 }), actionIndex, -1)
    }
  }
}

interface Content {
  readonly title: string
  readonly body: string
  readonly actions: readonly string[]
  readonly urgency: number
  readonly isSilent: boolean
  readonly staysOnScreen: boolean
}

async function send(content: Content): Promise<{ readonly daemon: NotificationDaemon; readonly id: number }> {
  const daemon = await notificationDaemon()
  const hasActions = (await daemon.capabilities()).includes('actions')
  const buttons = content.actions.flatMap((text, index) => [String(index), text])
  const hints: [string, [string, unknown]][] = [
    ['urgency', ['y', content.urgency]],
    ['desktop-entry', ['s', app.desktopName.replace(/\.desktop$/i, '')]],
    ...(content.isSilent ? [['suppress-sound', ['b', true]] as [string, [string, unknown]]] : []),
  ]
  const id = await daemon.notify([
    app.name,
    0,
    '',
    content.title,
    content.body,
    hasActions ? ['default', 'View', ...buttons] : [],
    hints,
    content.staysOnScreen ? 0 : -1,
  ])
  return { daemon, id }
}

export const Notification: typeof StandInNotification = guarded(StandInNotification, 'Notification')
