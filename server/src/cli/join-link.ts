import { isThisComputer, JoinLinkAnswer, parser } from '@watchfloor/contract'
import { DEMO_SERVER } from '../demo/run-demo.ts'

/** Flags of `join-link`. */
export interface JoinLinkFlags {
  readonly server?: string
  readonly name?: string
}

const parseAnswer = parser(JoinLinkAnswer)

/**
 * Makes a join link on a running server, through its API. The link alone goes to stdout, what is to be said of it to
 * stderr. Answers the exit code: 1 when the server refused or is not there.
 */
export async function makeJoinLink(flags: JoinLinkFlags, fetcher: typeof fetch = fetch): Promise<number> {
  const server = (flags.server ?? DEMO_SERVER).replace(/\/+$/, '')
  let text: string
  let status: number
  try {
    const response = await fetcher(`${server}/api/v2/join-links`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(flags.name === undefined ? {} : { name: flags.name }),
    })
    status = response.status
    text = await response.text()
  } catch (error) {
    const reason = error instanceof Error ? (error.cause ?? error) : error
    return complain(`${server} does not answer: ${String(reason)}. Name the server with --server URL.`)
  }
  const answer = status === 200 ? parseAnswer(JSON.parse(text)) : undefined
  if (answer?.ok !== true) return complain(`${server} answered ${status}: ${text.slice(0, 500)}`)
  const { link, server: target, expires_at } = answer.value
  process.stdout.write(`${link}\n`)
  process.stderr.write(
    `Opened on a desk, it leads to ${target}. It is for one person, until ${expires_at}.\n`,
  )
  if (isThisComputer(new URL(target).hostname))
    process.stderr.write(
      'That is whichever computer it is opened on: set external_url to the address that others reach this server at.\n',
    )
  return 0
}

function complain(message: string): number {
  process.stderr.write(`${message}\n`)
  return 1
}
