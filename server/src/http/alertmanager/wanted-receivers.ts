import { compileMatcher, type LabelSet, type Matcher, matchesAll } from '@watchfloor/contract'
import type { AlertmanagerConfig } from '../../alertmanager/read-config.ts'
import { OverBudget, type StepBudget } from '../../ground/budgeted.ts'
import { lastOf } from '../edge/query.ts'
import { matchersIn, matchersParameter } from './filters.ts'

export const RECEIVER_MATCHERS = matchersParameter(
  'receiver_matchers',
  'Matchers on the labels of receivers; all must hold.',
)

/**
 * Which receivers a query asks for, by name: `receiver`, an expression, and `receiver_matchers`, on the labels that the
 * configuration gives to receivers. A text says what is wrong with the query.
 */
export function wantedReceivers(
  query: URLSearchParams,
  config: AlertmanagerConfig | undefined,
): ((budget: StepBudget) => (name: string) => boolean) | string {
  const text = lastOf(query, 'receiver')
  const named = text === undefined ? undefined : compileMatcher('receiver', '=~', text)
  if (named !== undefined && !named.ok) return `failed to parse receiver param: ${named.error}`
  const matchers = receiverMatchers(query)
  if (typeof matchers === 'string') return matchers
  return (budget) =>
    once((name) => {
      const labels = receiverLabels(config, name)
      const isWanted =
        (named === undefined || named.value.matches({ receiver: name }, budget)) &&
        matchesAll(askedOf(labels, matchers), labels, budget)
      if (budget.steps > budget.most) throw new OverBudget(budget)
      return isWanted
    })
}

/** The same names come with every alert. */
function once(test: (name: string) => boolean): (name: string) => boolean {
  const answers = new Map<string, boolean>()
  return (name) => {
    const known = answers.get(name)
    if (known !== undefined) return known
    const answer = test(name)
    answers.set(name, answer)
    return answer
  }
}

/** `receiver_matchers` of the query, or what is wrong with one. */
export function receiverMatchers(query: URLSearchParams): readonly Matcher[] | string {
  const matchers = matchersIn(query, 'receiver_matchers')
  return typeof matchers === 'string' ? `failed to parse receiver_matchers param: ${matchers}` : matchers
}

/**
 * What is asked of these labels of a receiver. `owner!=""` asks Alertmanager's filters for a label that is there; alerts
 * have none that are empty, but a receiver may.
 */
export function askedOf(labels: LabelSet, matchers: readonly Matcher[]): readonly Matcher[] {
  const isThere = ({ name, operator, value }: Matcher): boolean =>
    value === '' && operator.startsWith('!') && Object.hasOwn(labels, name)
  return matchers.filter((matcher) => !isThere(matcher))
}

/** The labels of a receiver; its name is always one of them. */
export function receiverLabels(config: AlertmanagerConfig | undefined, name: string): LabelSet {
  return { ...config?.receiverLabels.get(name), name }
}
