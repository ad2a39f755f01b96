import type { LabelSet, Matcher } from '@watchfloor/contract'
import { passesAll, type StepBudget } from '../ground/budgeted.ts'
import type { Steps } from '../ground/steps.ts'

/**
 * Tries matchers on labels in steps, before a command does so in one go: what it answers are the same matchers, which
 * know the values that they were tried on. So the writer's turn waits for no expression, whoever wrote it.
 */
export function* rehearse(
  matchers: readonly Matcher[],
  candidates: (matchers: readonly Matcher[], budget: StepBudget) => Steps<Iterable<LabelSet>>,
  budget: StepBudget,
): Steps<readonly Matcher[]> {
  const knowing = remembering(matchers)
  for (const labels of yield* candidates(knowing, budget)) {
    yield* passesAll(knowing, labels, budget)
    yield
  }
  return knowing
}

/** The same matchers, which know the values that they are tried on from then on. */
export function remembering(matchers: readonly Matcher[]): readonly Matcher[] {
  return matchers.map(rememberingOne)
}

/** It is made for one command: what it remembers goes with it. */
function rememberingOne(matcher: Matcher): Matcher {
  if (matcher.size === 0) return matcher
  const { inSteps } = matcher
  const answers = new Map<string, boolean>()
  const valueIn = (labels: LabelSet): string =>
    Object.hasOwn(labels, matcher.name) ? (labels[matcher.name] as string) : ''
  const matches: Matcher['matches'] = (labels, work) => {
    const value = valueIn(labels)
    const answer = answers.get(value) ?? matcher.matches(labels, work)
    answers.set(value, answer)
    return answer
  }
  if (inSteps === undefined) return { ...matcher, matches }
  return {
    ...matcher,
    matches,
    *inSteps(labels, work, steps) {
      const value = valueIn(labels)
      const answer = answers.get(value) ?? (yield* inSteps(labels, work, steps))
      answers.set(value, answer)
      return answer
    },
  }
}
