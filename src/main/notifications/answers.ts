import type { Alert } from '@watchfloor/contract'
import { nameOf } from '../../shared/alert-words.ts'
import type { AlertLife, InboxRow } from '../../shared/inbox.ts'
import type { Teller } from './teller.ts'
import { notAcknowledgedWords, notNeededWords, TEST_WORDS, youHaveItWords } from './words.ts'

/** What came of taking alerts from outside the window. */
export interface Answered {
  /** Null when nothing of it is known any more. */
  readonly alert: Alert | null
  readonly alerts: readonly AlertLife[]
  /** Whose notification was pressed; null from the tray. */
  readonly row: InboxRow | null
  /** Why it was not done; null when it was. */
  readonly refusal: { readonly kind: 'failed' | 'not_needed'; readonly message: string } | null
}

/** Says in a notification what came of it. */
export function tellAnswer({ alert, alerts: lives, row, refusal }: Answered, teller: Teller): void {
  const name = alert === null ? (row?.title ?? 'Alert') : nameOf(alert)
  const matter = {
    // A key of its own: what it answers is taken from the screen when the alert has an owner.
    key: row?.kind === 'acknowledgement' ? row.key : `answer ${row?.key ?? lives[0]?.fingerprint ?? ''}`,
    kind: 'acknowledgement' as const,
    level: alert?.level ?? null,
    reason: 'answer' as const,
    group: row?.group ?? '',
    alerts: lives,
  }
  if (refusal === null) {
    const words = youHaveItWords(name, teller.at.wall)
    teller.notify({ ...matter, words }, { urgency: 'low', sound: false })
  } else if (refusal.kind === 'not_needed') {
    const words = notNeededWords(name, refusal.message)
    teller.notify({ ...matter, words }, { urgency: 'low', sound: false, buttons: ['Open'] })
  } else {
    const words = notAcknowledgedWords(name, refusal.message)
    const manner = {
      urgency: 'critical',
      sound: true,
      stays: true,
      buttons: ['Try again', 'Open'],
    } as const
    teller.notify({ ...matter, words }, manner)
  }
}

/** Whatever holds: it was asked for. */
export function tellTest(teller: Teller): void {
  const matter = { key: 'test', kind: 'test', level: null, reason: 'test', words: TEST_WORDS } as const
  teller.notify(matter, { urgency: 'normal', sound: true, buttons: ['Open'] })
}
