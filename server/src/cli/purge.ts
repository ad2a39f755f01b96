import { hidesText, levelsIn, matcherToData, PurgeAnswer, parseAsked, parser } from '@watchfloor/contract'
import { DEMO_SERVER } from '../demo/run-demo.ts'
import { complain } from './tell.ts'

/** Flags of `purge`; a switch that is given is the empty text. */
export interface PurgeFlags {
  readonly server?: string
  /** Matchers as amtool writes them. */
  readonly filter?: string
  /** Components of health rows, one a line or with semicolons between. */
  readonly source?: string
  readonly name?: string
  readonly note?: string
  /** Do it; without, only say what would be done. */
  readonly yes?: string
}

const parseAnswer = parser(PurgeAnswer)

/**
 * Ends alerts and forgets sources on a running server, through its API. Without `--yes` it only says what it would
 * do. Answers the exit code: 1 when the server refused or is not there, 2 when the flags make no sense.
 */
export async function purge(flags: PurgeFlags, fetcher: typeof fetch = fetch): Promise<number> {
  const filter = flags.filter === undefined ? undefined : parseAsked([flags.filter])
  if (filter?.ok === false) return complain(`--filter: ${filter.error}`, 2)
  const sources = (flags.source ?? '')
    .split(/[;\n]/)
    .flatMap((one) => (one.trim() === '' ? [] : [one.trim()]))
  if ((filter === undefined || filter.value.length === 0) && sources.length === 0)
    return complain("purge needs --filter 'severity=\"info\"' or --source 'Script 10.0.0.7', or both.", 2)
  const isMeant = flags.yes !== undefined
  if (isMeant && flags.name === undefined) return complain('purge --yes needs --name: say who purges.', 2)

  const server = (flags.server ?? DEMO_SERVER).replace(/\/+$/, '')
  const body = {
    ...(filter === undefined || filter.value.length === 0
      ? {}
      : { matchers: filter.value.map(matcherToData) }),
    ...(sources.length === 0 ? {} : { sources }),
    ...(flags.name === undefined ? {} : { name: flags.name }),
    ...(flags.note === undefined ? {} : { note: flags.note }),
    ...(isMeant ? { confirm: true } : { preview: true }),
  }
  let text: string
  let status: number
  try {
    const response = await fetcher(`${server}/api/v2/purge`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    status = response.status
    text = await response.text()
  } catch (error) {
    const reason = error instanceof Error ? (error.cause ?? error) : error
    return complain(`${server} does not answer: ${String(reason)}. Name the server with --server URL.`, 1)
  }
  const answer = status === 200 ? parseAnswer(JSON.parse(text)) : undefined
  if (answer?.ok !== true) return complain(`${server} answered ${status}: ${text.slice(0, 500)}`, 1)
  process.stdout.write(summary(answer.value))
  return 0
}

function summary({ done, ends, sources }: PurgeAnswer): string {
  const levels = levelsIn(ends.by_level)
    .map(([level, count]) => `${count} ${level}`)
    .join(', ')
  const words = {
    forgotten: done ? 'forgotten' : 'would be forgotten',
    holds_alerts: 'stays: alerts of it fire',
    not_found: 'there is no such source',
  }
  return [
    `${done ? 'Ended' : 'Would end'} ${hidesText(ends)}${levels === '' ? '' : `: ${levels}`}.`,
    ...ends.sample.map(({ level, labels }) => `  ${level.padEnd(9)}${JSON.stringify(labels)}`),
    ...(ends.count > ends.sample.length ? [`  and ${ends.count - ends.sample.length} more`] : []),
    ...sources.map(({ component, outcome }) => `${component}: ${words[outcome]}.`),
    ...(done ? [] : ['Nothing was changed. Add --yes --name YOU to do it.']),
    '',
  ].join('\n')
}
