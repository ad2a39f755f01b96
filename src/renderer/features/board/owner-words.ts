import { type BoardAlert, isAskedOf, isOfferedTo } from '@watchfloor/contract'
import { lineOf } from '../../../shared/alert-words.ts'
import { ownerOf } from '../../state/row-words.ts'

/** Who has them, in as few words as a row has room for, and in a sentence. */
export interface OwnerWords {
  readonly text: string
  readonly hint: string
  /** Is this person asked something about it? */
  readonly isForMe: boolean
}

/** Null when nobody has them. What this person is asked comes before what others are. */
export function ownerWords(alerts: readonly BoardAlert[], me: string | null): OwnerWords | null {
  const owner = ownerOf(alerts)
  if (owner === null) return null
  const owned = alerts.flatMap(({ acknowledged_by: own }) => (own === null ? [] : [own]))
  const mine = owned.find((own) => isOfferedTo(own, me))
  if (mine !== undefined) {
    const hint = `${lineOf(mine.name)} hands it over to you: a accepts, u declines`
    return { text: `${lineOf(mine.name)} → you`, hint, isForMe: true }
  }
  if (owned.some((own) => isAskedOf(own, me)))
    return {
      text: 'still on it?',
      hint: 'You have it. Are you still on it? a answers, u gives it back',
      isForMe: true,
    }
  const offered = owned.find(({ offered_to }) => offered_to !== undefined)
  if (offered?.offered_to !== undefined) {
    const [from, to] = [lineOf(offered.name), lineOf(offered.offered_to.name)]
    return { text: `${from} → ${to}`, hint: `${from} has it, until ${to} takes it over`, isForMe: false }
  }
  const asked = owned.some(({ asked_at }) => asked_at !== undefined)
  return asked
    ? {
        text: `${owner} ?`,
        hint: `${owner} has it, and is asked whether they are still on it`,
        isForMe: false,
      }
    : { text: owner, hint: `${owner} has it`, isForMe: false }
}
