import type { Refusal } from '@watchfloor/client'
import type { BoardSilence } from '@watchfloor/contract'
import { parser, SaveSilenceAnswer } from '@watchfloor/contract'
import { useMemo } from 'react'
import { useWatchfloor } from '../../state/context.ts'
import { actingName } from '../../state/who.ts'
import { refusalText } from '../../ui/refusal-text.ts'
import { type Draft, draftAgain, saveRequest } from './draft.ts'

export interface Silencing {
  /** Makes or changes a silence; the refusal is the form's to show. */
  save(draft: Draft, said: string): Promise<Refusal | null>
  /** Ends a silence for everyone, and offers to make it again. */
  end(silence: BoardSilence): Promise<void>
}

/** Making and ending silences. What is done is told in a toast that can undo it. */
export function useSilencing(): Silencing {
  const { bridge, toasts, ticker, preferences, who } = useWatchfloor()
  return useMemo(() => {
    const post = (draft: Draft) =>
      bridge.request({ method: 'POST', path: '/api/v2/silences/save', body: saveRequest(draft) })
    const remove = (id: string) => {
      const name = actingName(who.getState(), preferences.getState())
      const query = name === null ? '' : `?${new URLSearchParams({ name })}`
      return bridge.request({ method: 'DELETE', path: `/api/v2/silence/${encodeURIComponent(id)}${query}` })
    }
    const failed = (what: string, refusal: Refusal): void => {
      toasts.push({ kind: 'error', text: [refusalText(what, refusal)], actions: [], key: 'silence' })
    }
    const undoMaking = async (id: string): Promise<void> => {
      const answer = await remove(id)
      if (!answer.ok) return failed('Silence not ended', answer)
      toasts.push({ kind: 'result', text: ['Silence ended. Its alerts are back.'], actions: [] })
    }
    const again = async (silence: BoardSilence): Promise<void> => {
      const answer = await post(draftAgain(silence, ticker.now()))
      if (!answer.ok) return failed('Silence not made again', answer)
      toasts.push({ kind: 'result', text: ['Silenced again.'], actions: [] })
    }
    return {
      save: async (draft, said) => {
        const answer = await post(draft)
        if (!answer.ok) return answer
        const id = silenceId(answer.value)
        const canUndo = draft.id === undefined && id !== null
        const undo = { label: 'Undo', run: () => void undoMaking(id ?? '') }
        toasts.push({ kind: 'result', text: [said], actions: canUndo ? [undo] : [] })
        return null
      },
      end: async (silence) => {
        const answer = await remove(silence.id)
        if (!answer.ok) return failed('Silence not ended', answer)
        const undo = { label: 'Undo', run: () => void again(silence) }
        toasts.push({ kind: 'result', text: ['Silence ended for everyone.'], actions: [undo] })
      },
    }
  }, [bridge, toasts, ticker, preferences, who])
}

/** The id in the server's answer. */
function silenceId(value: unknown): string | null {
  const answer = parseAnswer(value)
  return answer.ok ? answer.value.silence.id : null
}

const parseAnswer = parser(SaveSilenceAnswer)
