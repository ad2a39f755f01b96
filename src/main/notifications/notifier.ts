/** What the system is asked to show. Plain text; a notifier escapes what its system would read as markup. */
export interface NotificationContent {
  /** A newer notification with the same key takes this one's place. */
  readonly key: string
  readonly title: string
  readonly body: string
  readonly urgency: 'critical' | 'normal' | 'low'
  readonly is_silent: boolean
  /** Until acted upon, where the system can. */
  readonly stays: boolean
  /** Labels of its buttons, where the system has them. Clicking the notification itself is never among them. */
  readonly buttons: readonly string[]
}

/** What becomes of it. `shown` or `failed` comes first, or neither; nothing comes after `closed`. */
export interface NotificationEvents {
  readonly shown: () => void
  readonly failed: (error: string) => void
  readonly clicked: () => void
  /** Index into `buttons`. */
  readonly pressed: (button: number) => void
  /** Dismissed by the person, or by the system. */
  readonly closed: () => void
}

/** A notification that was asked for. */
export interface Shown {
  /** Takes it back; no event follows. */
  readonly close: () => void
}

/** The system's notifications. */
export interface Notifier {
  readonly isSupported: () => boolean
  readonly show: (content: NotificationContent, events: NotificationEvents) => Shown
}
