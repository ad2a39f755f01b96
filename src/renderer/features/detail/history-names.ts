import { type Alert, type Board, isBlank, OUTSIDE } from '@watchfloor/contract'
import { fullWhereOf, lineOf, nameOf } from '../../../shared/alert-words.ts'
import { commentOf } from '../../state/silence-rows.ts'

type Held = Pick<Alert, 'silenced_by' | 'inhibited_by'>

/** Who or what came to hold an alert back, in words after "Silenced" or "Inhibited"; empty when it is not known any more. */
export interface HistoryNames {
  readonly silenced: (now: Held, before: Held | undefined) => string
  readonly inhibited: (now: Held, before: Held | undefined) => string
}

export const NO_NAMES: HistoryNames = { silenced: () => '', inhibited: () => '' }

/** The names that a board knows. */
export function namesOn({ silences, alerts }: Pick<Board, 'silences' | 'alerts'>): HistoryNames {
  return {
    silenced: (now, before) => {
      const added = now.silenced_by.filter((id) => before?.silenced_by.includes(id) !== true)
      const known = added.flatMap((id) => silences.get(id) ?? [])
      const words = known.map((silence) => {
        const comment = commentOf(silence)
        const by = isBlank(silence.created_by) ? 'somebody' : lineOf(silence.created_by)
        return comment === undefined ? by : `${by}: “${comment}”`
      })
      if (words.length > 0) return ` by ${words.join(' and by ')}`
      return added.length === 0 ? '' : ', by a silence that is not kept any more'
    },
    inhibited: (now, before) => {
      const known = new Set(before?.inhibited_by.map(({ fingerprint }) => fingerprint))
      const added = now.inhibited_by.filter(({ fingerprint }) => !known.has(fingerprint))
      const words = added.map(({ fingerprint, rule }) => {
        if (fingerprint === OUTSIDE.fingerprint) return `an alert ${OUTSIDE.rule}`
        const other = alerts.get(fingerprint)
        const name =
          other === undefined ? 'an alert that left the board' : `${nameOf(other)} ${fullWhereOf(other)}`
        return `${name.trim()} (rule ${lineOf(rule)})`
      })
      return words.length === 0 ? '' : ` by ${words.join(' and by ')}`
    },
  }
}
