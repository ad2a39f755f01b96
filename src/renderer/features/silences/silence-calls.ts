import type { Refusal } from '@watchfloor/client'
import { parser, SaveSilenceAnswer, type Silence } from '@watchfloor/contract'
import type { BoardBridge } from '../../state/bridge.ts'
import { type Draft, saveRequest } from './draft.ts'

/** Makes a silence or changes one; null where the answer does not say what became of it. */
export async function postSilence(bridge: BoardBridge, draft: Draft): Promise<Refusal | Silence | null> {
  const body = saveRequest(draft)
  const answer = await bridge.request({ method: 'POST', path: '/api/v2/silences/save', body })
  if (!answer.ok) return answer
  const saved = parseAnswer(answer.value)
  return saved.ok ? saved.value.silence : null
}

export function isRefusal(answer: Refusal | Silence | null): answer is Refusal {
  return answer !== null && 'reason' in answer
}

const parseAnswer = parser(SaveSilenceAnswer)
