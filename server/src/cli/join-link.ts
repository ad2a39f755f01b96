import { isThisComputer, JOIN_ROLES, JoinLinkAnswer, parser } from '@watchfloor/contract'
import type { Settings } from '../config/settings.ts'
import { controlPath } from '../control-socket.ts'
import { askControl } from './ask-control.ts'
import { complain } from './tell.ts'

/** Flags of `join-link` besides those of settings, by which it finds the server. */
export interface JoinLinkFlags {
  readonly name?: string
  readonly role?: string
}

/**
 * Makes a join link on the server that runs on the same data folder, by the socket in it. The link alone goes to stdout,
 * what is to be said of it to stderr. Answers the exit code: 1 when the server refused or is not there, 2 when the words
 * make no sense.
 */
export async function makeJoinLink(
  settings: Pick<Settings, 'data_dir'>,
  { name, role }: JoinLinkFlags,
): Promise<number> {
  if (role !== undefined && !JOIN_ROLES.some((one) => one === role))
    return complain(`--role is one of ${JOIN_ROLES.join(', ')}.`, 2)
  const body = { ...(name !== undefined && { name }), ...(role !== undefined && { role }) }
  const path = controlPath(settings.data_dir)
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
