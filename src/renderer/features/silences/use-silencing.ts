import type { Refusal } from '@watchfloor/client'
import { type BoardSilence, parseTime, type Silence, type SilenceProposal } from '@watchfloor/contract'
import { useMemo } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import { formatClock } from '../../../shared/times.ts'
import { useWatchfloor } from '../../state/context.ts'
import { goTo } from '../../state/hash-location.ts'
import type { Phrase, Toast } from '../../state/toasts.ts'
import { actingName } from '../../state/who.ts'
import { refusalText } from '../../ui/refusal-text.ts'
import { type Draft, draftAgain } from './draft.ts'
import { isRefusal, postSilence } from './silence-calls.ts'
import { changedSince, namedSilence } from './silence-words.ts'

export interface Silencing {
  /** Makes one, or changes `before`; the refusal is the form's to show. */
  save(draft: Draft, said: string, before?: BoardSilence): Promise<Refusal | null>
  /** Ends a silence for everyone, and offers to make it again. */
  end(silence: BoardSilence): Promise<void>
}

/** Making, changing and ending silences. What is done is told in a toast, and can be undone while it stands so. */
export function useSilencing(): Silencing {
  const { bridge, live, toasts, undo, ticker, preferences, who } = useWatchfloor()
  return useMemo(() => {
    const post = (draft: Draft) => postSilence(bridge, draft)
    const remove = (id: string) => {
      const name = actingName(who.getState(), preferences.getState())
      const query = name === null ? '' : `?${new URLSearchParams({ name })}`
      return bridge.request({ method: 'DELETE', path: `/api/v2/silence/${encodeURIComponent(id)}${query}` })
    }
    const failed = (what: string, refusal: Refusal): void => {
      toasts.push({ kind: 'error', text: [refusalText(what, refusal)], actions: [], key: 'silence' })
    }
    const tell = (text: string): void => void toasts.push({ kind: 'result', text: [text], actions: [] })

    const makeAgain = async (silence: BoardSilence): Promise<void> => {
      const made = await post(draftAgain(silence, ticker.now()))
      if (isRefusal(made)) failed('Silence not made again', made)
      else tell('Silenced again.')
    }
    const changeBack = async (before: BoardSilence): Promise<void> => {
      const starts = parseTime(before.starts_at)
      const made = await post({
        ...draftAgain(before, ticker.now()),
        ...(starts !== undefined && { starts }),
      })
      if (isRefusal(made)) failed('Silence not changed back', made)
      else tell('Silence is as it was before.')
    }
    const takeBack = async (id: string): Promise<void> => {
      const answer = await remove(id)
      if (answer.ok) tell('Silence ended. Its alerts are back.')
      else failed('Silence not ended', answer)
    }
    /** It was left like this; why it is not so any more. */
    const overOf = (left: Silence) => (): readonly Phrase[] | null => {
      const now = live.getState().board?.silences.get(left.id)
      return now === undefined ? null : changedSince(left, now, ticker.now())
    }

    return {
      save: async (draft, said, before) => {
        const saved = await post(draft)
        if (isRefusal(saved)) return saved
        if (saved?.proposal !== undefined) {
          toasts.push(waitsToast(saved.id, saved.proposal))
          return null
        }
        const isChange = before !== undefined && saved?.id === before.id
        const action =
          saved === null
            ? []
            : [
                undo.did({
                  what: `${isChange ? 'changing' : 'making'} the silence ${namedSilence(saved)}`,
                  over: overOf(saved),
                  run: () => (isChange ? changeBack(before) : takeBack(saved.id)),
                }),
              ]
        toasts.push({ kind: 'result', text: [said], actions: action })
        return null
      },
      end: async (silence) => {
        const answer = await remove(silence.id)
        if (!answer.ok) return failed('Silence not ended', answer)
        const action = undo.did({
          what: `ending the silence ${namedSilence(silence)}`,
          over: () =>
            (parseTime(silence.ends_at) ?? 0) > ticker.now() ? null : ['it would have ended by now anyway.'],
          run: () => makeAgain(silence),
        })
        toasts.push({ kind: 'result', text: ['Silence ended for everyone.'], actions: [action] })
      },
    }
  }, [bridge, live, toasts, undo, ticker, preferences, who])
}

/** What was wanted is not what is: that must be said as plainly as if it had been refused. */
function waitsToast(id: string, { reason, until }: SilenceProposal): Omit<Toast, 'id'> {
  const lapses = formatClock(parseTime(until) ?? Number.NaN)
  return {
    kind: 'error',
    // Whatever becomes of the proposal takes it away.
    key: `silence_proposed ${id}`,
    text: [`Not in force yet: another person has to confirm it before ${lapses}.`],
    detail: lineOf(reason),
    actions: [{ label: 'Show', run: () => goTo('/silences') }],
  }
}
