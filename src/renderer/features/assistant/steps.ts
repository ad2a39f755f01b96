import { goTo } from '../../state/hash-location.ts'

export type Step = 1 | 2 | 3 | 4

export const STEP_TITLES: Readonly<Record<Step, string>> = {
  1: 'Server',
  2: 'You',
  3: 'Can we reach you?',
  4: 'Drill',
}

/** The step of a query; the first unless it names another. */
export function stepOf(query: string): Step {
  const step = Number(new URLSearchParams(query).get('step'))
  return step === 2 || step === 3 || step === 4 ? step : 1
}

export function goToStep(step: Step): void {
  goTo(`/welcome?step=${step}`)
}
