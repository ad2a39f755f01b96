import {
  type Alert,
  type Compiled,
  compileMatcher,
  formatMatcher,
  isGoingOn,
  isSuppressed,
  type Matcher,
  matchesAll,
  type Operator,
  parseAsked,
  parseMatcher,
} from '@watchfloor/contract'

/** One condition on an alert, from a filter. */
export type Condition = (alert: Alert) => boolean

/**
 * What can be asked of an alert beside its labels, with the values that it may have. It is written like a matcher with
 * an `@` before its name, as karma writes it: `@state="active"`, `@receiver=~"team-.*"`.
 */
const FACTS: Readonly<Record<string, (alert: Alert) => readonly string[]>> = {
  state: (alert) => [stateOf(alert)],
  receiver: ({ receivers }) => receivers,
  silenced: ({ silenced_by }) => [`${silenced_by.length > 0}`],
  silenced_by: ({ silenced_by }) => silenced_by,
  inhibited: ({ inhibited_by }) => [`${inhibited_by.length > 0}`],
  inhibited_by: ({ inhibited_by }) => inhibited_by.map(({ fingerprint }) => fingerprint),
  muted: ({ muted_by }) => [`${muted_by.length > 0}`],
  fingerprint: ({ fingerprint }) => [fingerprint],
  text: ({ labels, annotations }) => [...Object.values(labels), ...Object.values(annotations)],
}

/** Values that such a thing can have at all; others are a mistake, and no alert would ever pass or fail by them. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  state: ['active', 'suppressed', 'resolved'],
  silenced: ['true', 'false'],
  inhibited: ['true', 'false'],
  muted: ['true', 'false'],
}

/** Words of karma for what no alert here is told apart by. */
const UNKNOWN_HERE: Readonly<Record<string, string>> = {
  age: 'no alert is left out for its age here; sort by oldest or newest instead',
  alertmanager: 'it names an Alertmanager of karma’s; this board is of one server',
  cluster: 'it names a cluster of karma’s Alertmanagers; for the label, write cluster without the @',
  silence_author: 'the board does not look for who silenced; see the list of silences',
  silence_ticket: 'the board does not look for tickets of silences; see the list of silences',
  silence_jira: 'the board does not look for tickets of silences; see the list of silences',
}

/** The texts of a filter, each one condition, as one test; or which of them cannot be read, and why (S28). */
export function readConditions(
  texts: readonly string[],
): { readonly ok: true; readonly value: Condition } | { readonly ok: false; readonly error: string } {
  const facts: Condition[] = []
  for (const text of texts.filter(isOfFact)) {
    const read = readFact(text)
    if (!read.ok) return read
    facts.push(read.value)
  }
  const labels = parseAsked(texts.filter((text) => !isOfFact(text)))
  if (!labels.ok) return labels
  return {
    ok: true,
    value: (alert) => matchesAll(labels.value, alert.labels) && facts.every((passes) => passes(alert)),
  }
}

/** A list of matchers is several conditions: each as it is to be shown and taken away. Undefined when it cannot be read. */
export function eachCondition(text: string): readonly string[] | undefined {
  if (isOfFact(text)) return readFact(text).ok ? [text.trim()] : undefined
  const read = parseAsked([text])
  if (!read.ok) return undefined
  const [only] = read.value
  const isOne = read.value.length === 1 && only !== undefined && parseMatcher(text).ok
  return isOne ? [text] : read.value.map(formatMatcher)
}

/** A condition as it is written. */
export function factText(name: string, operator: Operator, value: string): string {
  return `@${formatMatcher({ name, operator, value })}`
}

function isOfFact(text: string): boolean {
  return /^\s*@/.test(text)
}

function readFact(text: string): Compiled<Condition> {
  const [, name = ''] = /^\s*@(\w*)/.exec(text) ?? []
  const hint = Object.hasOwn(UNKNOWN_HERE, name) ? UNKNOWN_HERE[name] : undefined
  if (hint !== undefined) return { ok: false, error: `@${name}: ${hint}` }
  const fact = Object.hasOwn(FACTS, name) ? FACTS[name] : undefined
  if (fact === undefined) {
    const known = Object.keys(FACTS).map((one) => `@${one}`)
    return {
      ok: false,
      error: `@${name} is nothing that can be asked of an alert; there are ${known.join(', ')}`,
    }
  }
  const read = parseMatcher(text.trim().slice(1))
  if (!read.ok) return read
  const { operator, value } = read.value
  const values = VALUES[name]
  if (values !== undefined && !operator.endsWith('~') && !values.includes(value)) {
    return { ok: false, error: `@${name} is never "${value}" here, but ${values.join(', ')}` }
  }
  return compiledFact(fact, read.value)
}

/** Passes with the first value that does. */
function compiledFact(
  fact: (alert: Alert) => readonly string[],
  { operator, value }: Matcher,
): Compiled<Condition> {
  const compiled = compileMatcher('value', operator, value)
  if (!compiled.ok) return compiled
  const { matches } = compiled.value
  return { ok: true, value: (alert) => fact(alert).some((one) => matches({ value: one })) }
}

function stateOf(alert: Alert): string {
  if (!isGoingOn(alert)) return 'resolved'
  return isSuppressed(alert) ? 'suppressed' : 'active'
}
