import { formatMatcher, type Matcher, type Millis } from '@watchfloor/contract'

/** The same silence for an Alertmanager beside us, as a shell command. */
export function amtoolCommand(
  matchers: readonly Pick<Matcher, 'name' | 'operator' | 'value'>[],
  length: Millis,
  by: string,
  comment: string,
): string {
  const words = [
    'amtool silence add',
    `--duration=${Math.max(1, Math.round(length / 60_000))}m`,
    ...(by === '' ? [] : [`--author=${quote(by)}`]),
    `--comment=${quote(comment)}`,
    ...matchers.map((matcher) => quote(formatMatcher(matcher))),
  ]
  return words.join(' ')
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
