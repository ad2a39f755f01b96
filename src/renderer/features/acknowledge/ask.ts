import { type Alert, type Session, worstFirst } from '@watchfloor/contract'
import type { StoreApi } from 'zustand/vanilla'
import type { ManyVerb, Question, QuestionStore } from '../../state/actions.ts'
import type { PreferenceStore } from '../../state/preferences.ts'
import { actingName } from '../../state/who.ts'

/** Puts a question to the person and waits for the answer. */
export async function askQuestion<T>(
  questions: QuestionStore,
  question: (answer: (value: T) => void) => Question,
): Promise<T> {
  const value = await new Promise<T>((answer) => questions.setState({ question: question(answer) }))
  questions.setState({ question: null })
  return value
}

/** Whether it is meant for so many; the criticals among them are named. */
export function askMany(
  questions: QuestionStore,
  verb: ManyVerb,
  alerts: readonly Alert[],
): Promise<boolean> {
  const clusters = new Set(alerts.map(({ labels }) => labels.cluster).filter(Boolean)).size
  const criticals = worstFirst(alerts.filter(({ level }) => level === 'critical'))
  return askQuestion(questions, (answer) => ({
    kind: 'many',
    verb,
    count: alerts.length,
    clusters,
    criticals,
    answer,
  }))
}

interface AskNameOptions {
  readonly who: StoreApi<Session | null>
  readonly questions: QuestionStore
  readonly preferences: PreferenceStore
}

/** The name to act under: who is signed in is not asked, anybody else once; null when they would rather not. `verb` names what it is asked for. */
export async function askName(
  { who, questions, preferences }: AskNameOptions,
  verb: string,
): Promise<string | null> {
  const known = actingName(who.getState(), preferences.getState())
  if (known !== null) return known
  const name = await askQuestion<string | null>(questions, (answer) => ({ kind: 'name', verb, answer }))
  if (name !== null) preferences.getState().setName(name)
  return name
}
