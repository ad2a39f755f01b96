import { createHash } from 'node:crypto'
import type { Clock, Timers } from '@watchfloor/client'
import type * as Electron from 'electron'
import type { NotificationConstructorOptions } from 'electron'
import type { NotificationContent, Notifier } from '../notifications/notifier.ts'
import { bodyText, escapeMarkup, titleText } from './notification-markup.ts'

export interface OsNotifierOptions {
  readonly Notification: typeof Electron.Notification
  readonly platform: string
  readonly clock: Pick<Clock, 'monotonic'>
  readonly timers: Pick<Timers, 'after'>
  /** Windows: one that we no longer know was clicked, for example after a restart. */
  readonly onStray: () => void
}

const CONFIRM_WITHIN = 10_000
const KEPT_FOR = 24 * 60 * 60_000
const MOST_KEPT = 100
/** Windows allows a tag of 64 characters. */
const LONGEST_ID = 64
/** An activation is told twice while the object lives, this close together. */
const SAME_ACTIVATION = 1_000

/** A notification that may still be clicked. Without this reference it would be collected, and the click lost. */
interface Kept {
  readonly since: number
  /** Takes it from the screen, without an event. */
  readonly withdraw: () => void
  /** Lets go of it as it is. */
  readonly forget: () => void
}

/** The notifications of the system, through Electron. After the app is ready. */
export function createOsNotifier(options: OsNotifierOptions): Notifier {
  const { Notification, platform, clock, timers } = options
  const kept = new Map<string, Kept>()
  let lastActivation = Number.NEGATIVE_INFINITY

  const letGo = (): void => {
    const now = clock.monotonic()
    // Oldest first: a key that is shown again is put at the end.
    for (const one of [...kept.values()]) {
      if (kept.size >= MOST_KEPT || now - one.since >= KEPT_FOR) one.forget()
    }
  }

  if (platform === 'win32') {
    Notification.handleActivation(() => {
      timers.after(SAME_ACTIVATION, () => {
        if (clock.monotonic() - lastActivation > 2 * SAME_ACTIVATION) options.onStray()
      })
    })
  }

  return {
    isSupported: () => Notification.isSupported(),
    show: (content, events) => {
      kept.get(content.key)?.withdraw()
      letGo()
      let isOver = false
      let isShown = false
      let isFailed = false
      const end = (): void => {
        isOver = true
        cancelTimeout()
        if (kept.get(content.key) === self) kept.delete(content.key)
      }
      const shown = (): void => {
        if (isOver || isShown) return
        isShown = true
        cancelTimeout()
        events.shown()
      }
      const failed = (error: string): void => {
        if (isOver || isShown || isFailed) return
        isFailed = true
        events.failed(error)
      }
      const activated = (tell: () => void): void => {
        if (isOver) return
        lastActivation = clock.monotonic()
        shown()
        end()
        tell()
      }
      // It is kept: a late confirmation still counts, and so does a click.
      const cancelTimeout = timers.after(CONFIRM_WITHIN, () =>
        failed('the system did not confirm it in 10 s'),
      )
      const notification = new Notification(optionsOf(content, platform))
      const self: Kept = {
        since: clock.monotonic(),
        withdraw: () => {
          if (isOver) return
          end()
          notification.close()
        },
        forget: end,
      }
      kept.set(content.key, self)
      notification.on('show', shown)
      notification.on('failed', (_event, error) => {
        failed(error)
        end()
      })
      notification.on('click', () => activated(events.clicked))
      notification.on('action', (details, index) => {
        const button = details?.actionIndex ?? index
        activated(button in content.buttons ? () => events.pressed(button) : events.clicked)
      })
      notification.on('close', (details) => {
        // On Windows it has only moved to the notification centre, where it can still be clicked.
        const hasMoved = platform === 'win32' && details?.reason !== 'userCanceled'
        if (isOver || hasMoved) return
        end()
        events.closed()
      })
      notification.show()
      return { close: self.withdraw }
    },
  }
}

function optionsOf(content: NotificationContent, platform: string): NotificationConstructorOptions {
  const body = bodyText(content.body)
  return {
    id: idOf(content.key),
    title: titleText(content.title),
    body: platform === 'linux' ? escapeMarkup(body) : body,
    silent: content.is_silent,
    urgency: content.urgency,
    timeoutType: content.stays ? 'never' : 'default',
    actions: content.buttons.map((text) => ({ type: 'button', text })),
  }
}

/** The same for the same key in every run, so that one asked for again after a crash replaces the first. */
function idOf(key: string): string {
  return key.length <= LONGEST_ID ? key : createHash('sha256').update(key).digest('hex')
}
