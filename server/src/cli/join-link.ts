import {
  isThisComputer,
  JOIN_ROLES,
  JoinLinkAnswer,
  parser,
  WaitingLink,
  WaitingLinks,
} from '@watchfloor/contract'
import type { Settings } from '../config/settings.ts'
import { controlPath } from '../control-socket.ts'
import { askControl } from './ask-control.ts'
import { complain, told } from './tell.ts'

/** Flags of `join-link` besides those of settings, by which it finds the server. */
export interface JoinLinkFlags {
  readonly name?: string
  readonly role?: string
}

/**
 * Makes, lists and takes back join links on the server that runs on the same data folder, by the socket in it. A link that was made goes to
 * stdout alone, what is to be said of it to stderr. Answers the exit code: 1 when the server refused or is not there, 2 when the words
 * make no sense.
 */
export async function joinLink(
  settings: Pick<Settings, 'data_dir'>,
  words: readonly string[],
  flags: JoinLinkFlags,
): Promise<number> {
  const [action, id, ...more] = words
  const path = controlPath(settings.data_dir)
  if (action === undefined) return makeJoinLink(path, flags)
  if (action === 'list' && words.length === 1)
    return told(await askControl(path, 'GET', '/join-links', parser(WaitingLinks)), listText)
  if (action === 'revoke' && id !== undefined && more.length === 0) {
    const at = `/join-links/${encodeURIComponent(id)}`
    const answer = await askControl(path, 'DELETE', at, parser(WaitingLink))
    return told(answer, ({ name }) => `Nobody joins by the link ${id} of ${name ?? 'one person'} any more.\n`)
  }
  return complain(USAGE, 2)
}

const USAGE = 'Say watchfloor-server join-link [--name NAME], join-link list, or join-link revoke ID.'

function listText({ links }: WaitingLinks): string {
  if (links.length === 0) return 'No link waits for its person.\n'
  const lines = links.map(({ id, name, role, made_by: by, expires_at: end }) => {
    const whose = name === null ? 'one person' : `${name} (${role})`
    return `${id}  ${whose}, made by ${by ?? 'somebody'}, until ${end}\n`
  })
  return lines.join('')
}

async function makeJoinLink(path: string, { name, role }: JoinLinkFlags): Promise<number> {
  if (role !== undefined && !JOIN_ROLES.some((one) => one === role))
    return complain(`--role is one of ${JOIN_ROLES.join(', ')}.`, 2)
  const body = { ...(name !== undefined && { name }), ...(role !== undefined && { role }) }
  const answer = await askControl(path, 'POST', '/join-links', parser(JoinLinkAnswer), body)
  if (!answer.ok) return complain(answer.error, 1)
  const { link, server, expires_at } = answer.value
  process.stdout.write(`${link}\n`)
  const whose = name === undefined ? 'one person' : name
  process.stderr.write(`Opened on a desk, it leads to ${server}. It is for ${whose}, until ${expires_at}.\n`)
  if (isThisComputer(new URL(server).hostname))
    process.stderr.write(
      'That is whichever computer it is opened on: set external_url to the address that others reach this server at.\n',
    )
  return 0
}
