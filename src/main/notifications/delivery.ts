import type { InboxOutcome, InboxRow } from '../../shared/inbox.ts'
import type { Inbox } from './inbox.ts'
import type { Notifier, Shown } from './notifier.ts'
import { SIGN_IN } from './signed-out.ts'
import type { Effect } from './teller.ts'

/** A disk that does not answer must not keep a critical from being shown. */
const SAVE_LIMIT_MS = 250

const REVOCABLE: ReadonlySet<InboxOutcome> = new Set<InboxOutcome>(['asked', 'shown', 'dismissed'])

export interface DeliveryOptions {
  readonly notifier: Notifier
  readonly inbox: Inbox
  /** Resolves when the inbox as it is now is on disk. */
  readonly saved: () => Promise<void>
  readonly after: (milliseconds: number, run: () => void) => () => void
  readonly onShown: (row: string) => void
  readonly onFailed: (row: string) => void
  /** The person clicked it, or pressed Open. */
  readonly onOpen: (row: InboxRow) => void
  readonly onAcknowledge: (row: InboxRow) => void
  /** The person pressed Sign in. */
  readonly onSignIn: () => void
}

export interface Delivery {
  /** Does what was decided, in order. */
  readonly run: (effects: readonly Effect[]) => void
  /** Takes everything back from the screen: another server is watched now. */
  readonly clear: () => void
}

/**
 * Records what is asked before it is asked, so that a crash in between is found at the next start (S26), and records
 * what became of it.
 */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { notifier, inbox, saved, after, onShown, onFailed, onOpen, onAcknowledge, onSignIn } = options
  /** By key: the newest that was asked for. `shown` is null until its row is on disk. */
  const current = new Map<string, { readonly row: string; shown: Shown | null }>()

  /** Resolves when the row is on disk, or when the disk took too long; a failure to write is reported by its owner. */
  const written = (): Promise<void> =>
    new Promise((resolve) => {
      const cancel = after(SAVE_LIMIT_MS, resolve)
      const done = (): void => {
        cancel()
        resolve()
      }
      saved().then(done, done)
    })

  const notify = async ({ row, content }: Extract<Effect, { type: 'notify' }>): Promise<void> => {
    const before = inbox.showing(row.key)
    if (before !== undefined && before.id !== row.id) inbox.change(before.id, { outcome: 'replaced' })
    const previous = current.get(row.key)
    const entry: { readonly row: string; shown: Shown | null } = { row: row.id, shown: null }
    current.set(row.key, entry)
    inbox.put(row)
    await written()
    const isCurrent = (): boolean => current.get(row.key) === entry
    // Withdrawn or replaced meanwhile.
    if (!isCurrent()) return
    previous?.shown?.close()
    const asked = inbox.get(row.id)?.outcome
    if (asked !== 'asked') return
    entry.shown = notifier.show(content, {
      shown: () => {
        const outcome = inbox.get(row.id)?.outcome
        if (outcome === 'asked' || outcome === 'failed') inbox.change(row.id, { outcome: 'shown' })
        onShown(row.id)
      },
      failed: (error) => {
        inbox.change(row.id, { outcome: 'failed', error })
        onFailed(row.id)
      },
      clicked: () => opened(row.id),
      pressed: (button) => {
        const label = content.buttons[button]
        const known = inbox.get(row.id)
        if (label === 'Open' || known === undefined) return opened(row.id)
        inbox.change(row.id, { is_read: true })
        if (label === SIGN_IN) return onSignIn()
        onAcknowledge(known)
      },
      closed: () => {
        if (inbox.get(row.id)?.outcome === 'shown') inbox.change(row.id, { outcome: 'dismissed' })
        if (isCurrent()) current.delete(row.key)
      },
    })
  }

  const opened = (id: string): void => {
    inbox.change(id, { outcome: 'opened', is_read: true })
    const row = inbox.get(id)
    if (row !== undefined) onOpen(row)
  }

  const withdraw = ({ key, row, outcome }: Extract<Effect, { type: 'withdraw' }>): void => {
    current.get(key)?.shown?.close()
    current.delete(key)
    // Pressing a button closes it too, on most systems, before the server has answered.
    const known = inbox.showing(key) ?? inbox.get(row ?? '')
    if (known !== undefined && known.key === key && REVOCABLE.has(known.outcome)) {
      inbox.change(known.id, { outcome })
    }
  }

  const run = (effect: Effect): void => {
    switch (effect.type) {
      case 'notify':
        void notify(effect)
        return
      case 'note':
        return inbox.put(effect.row)
      case 'amend':
        return inbox.change(effect.id, effect.change)
      case 'withdraw':
        return withdraw(effect)
      default:
        effect satisfies never
    }
  }

  return {
    run: (effects) => {
      for (const effect of effects) run(effect)
    },
    clear: () => {
      for (const { shown } of current.values()) shown?.close()
      current.clear()
    },
  }
}
