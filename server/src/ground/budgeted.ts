import {
  type CompiledFilter,
  type LabelSet,
  type LoggedEvent,
  labelsOf,
  type Matcher,
  STEPS_PER_MS,
  type Work,
} from '@watchfloor/contract'
import type { Steps } from './steps.ts'

/** What the expressions of one request may cost, and have cost so far. */
export interface StepBudget extends Work {
  readonly most: number
}

/** A request whose expressions cost more than its share. */
export class OverBudget extends Error {
  readonly statusCode = 400

  constructor({ steps, most }: StepBudget) {
    super(
      `the expressions of this request took ${millions(steps)} million steps, and ${millions(most)} are allowed (limits.expression_steps); make them simpler, or ask for less`,
    )
  }
}

export function stepBudget(most: number): StepBudget {
  return { steps: 0, most }
}

/** For work that is ours, and has no share. */
export function unlimited(): StepBudget {
  return { steps: 0, most: Number.POSITIVE_INFINITY }
}

/** Matching that takes about this long is a step of its own. */
const HEAVY = STEPS_PER_MS / 2
/** An expression of which one sign of a text may cost more is not tried in one go. */
const WIDE = 500

/** `matchesAll`, with a step wherever matching was heavy; throws `OverBudget`. */
export function* passesAll(
  matchers: readonly Matcher[],
  labels: LabelSet,
  budget: StepBudget,
): Steps<boolean> {
  let seen = budget.steps
  for (const matcher of matchers) {
    const passes =
      matcher.inSteps === undefined || matcher.size < WIDE
        ? matcher.matches(labels, budget)
        : yield* withinBudget(matcher.inSteps(labels, budget, HEAVY), budget)
    if (budget.steps > budget.most) throw new OverBudget(budget)
    if (!passes) return false
    if (budget.steps - seen > HEAVY) {
      seen = budget.steps
      yield
    }
  }
  return true
}

function* withinBudget(steps: Steps<boolean>, budget: StepBudget): Steps<boolean> {
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
    if (budget.steps > budget.most) throw new OverBudget(budget)
    yield
  }
}

/** `filter.passes`, likewise. */
export function* passesFilter(
  filter: CompiledFilter,
  event: LoggedEvent,
  budget: StepBudget,
): Steps<boolean> {
  if (!filter.admits(event)) return false
  if (event.source !== 'alert_processor') return true
  for (const labels of labelsOf(event.data))
    if (yield* passesAll(filter.matchers, labels, budget)) return true
  return false
}

function millions(steps: number): string {
  return (steps / 1e6).toFixed(1)
}
