import type { Question, QuestionStore } from '../../state/actions.ts'
import type { PreferenceStore } from '../../state/preferences.ts'

/** Puts a question to the person and waits for the answer. */
export async function askQuestion<T>(
  questions: QuestionStore,
  question: (answer: (value: T) => void) => Question,
): Promise<T> {
  const value = await new Promise<T>((answer) => questions.setState({ question: question(answer) }))
  questions.setState({ question: null })
  return value
}

interface AskNameOptions {
  readonly questions: QuestionStore
  readonly preferences: PreferenceStore
}

/** The person's name, asked for once; null when they would rather not. `verb` names what it is asked for. */
export async function askName(
  { questions, preferences }: AskNameOptions,
  verb: string,
): Promise<string | null> {
  const known = preferences.getState().name
  if (known !== null) return known
  const name = await askQuestion<string | null>(questions, (answer) => ({ kind: 'name', verb, answer }))
  if (name !== null) preferences.getState().setName(name)
  return name
}
