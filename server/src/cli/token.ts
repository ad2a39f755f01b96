import {
  Credential,
  CredentialMade,
  Credentials,
  formatTime,
  parser,
  Revocation,
  ROLES,
  type Scope,
} from '@watchfloor/contract'
import type { Settings } from '../config/settings.ts'
import { parseDuration } from '../config/units.ts'
import { controlPath } from '../control-socket.ts'
import { askControl } from './ask-control.ts'
import { complain, told } from './tell.ts'

/** Flags of `token` besides those of settings, by which it finds the server. */
export interface TokenFlags {
  readonly name?: string
  readonly role?: string
  /** Each `label=value`. */
  readonly scope?: readonly string[]
  readonly label?: readonly string[]
  /** Id of the token in whose place it is sent. */
  readonly replaces?: string
  /** A duration such as `30d`. */
  readonly expires?: string
  readonly subject?: string
  readonly jti?: string
  readonly 'issued-before'?: string
}

const USAGE =
  'Say watchfloor-server token create --name NAME --role ROLE, token list, token revoke ID, or token revoke --subject SUBJECT; watchfloor-server help tells more.'

/**
 * Makes, lists and revokes tokens of the server that runs on the same data folder, by the socket in it. Answers the exit
 * code: 1 when the server refused or is not there, 2 when the words make no sense.
 */
export async function token(
  settings: Pick<Settings, 'data_dir'>,
  words: readonly string[],
  flags: TokenFlags,
): Promise<number> {
  const [action, id, ...more] = words
  const path = controlPath(settings.data_dir)
  if (action === 'list' && words.length === 1)
    return told(await askControl(path, 'GET', '/credentials', parser(Credentials)), listText)
  if (action === 'revoke' && id !== undefined && more.length === 0) {
    const answer = await askControl(
      path,
      'DELETE',
      `/credentials/${encodeURIComponent(id)}`,
      parser(Credential),
    )
    return told(answer, ({ name, role }) => `The token ${id} of ${name} (${role}) opens nothing any more.\n`)
  }
  if (action === 'revoke' && words.length === 1) return revokeIssued(path, flags)
  if (action !== 'create' || words.length !== 1) return complain(USAGE, 2)
  const { name, role, scope = [], label = [], expires = '90d' } = flags
  if (name === undefined) return complain('token create needs --name: say whose it is.', 2)
  if (role === undefined || !ROLES.some((one) => one === role))
    return complain(`token create needs --role: one of ${ROLES.join(', ')}.`, 2)
  const life = parseDuration(expires)
  if (life === undefined) return complain(`--expires ${expires} is no time such as 30d or 12h.`, 2)
  const wrong = [...scope, ...label].find((text) => pairOf(text) === undefined)
  if (wrong !== undefined) return complain(`${wrong} is no LABEL=VALUE, such as team=payments.`, 2)
  const body = {
    name,
    role,
    ...(scope.length > 0 && { scope: byLabel(scope) }),
    ...(label.length > 0 && {
      labels: Object.fromEntries(label.map(pairOf).filter((pair) => pair !== undefined)),
    }),
    ...(flags.replaces !== undefined && { replaces: flags.replaces }),
    expires_at: formatTime(Date.now() + life),
  }
  return told(await askControl(path, 'POST', '/credentials', parser(CredentialMade), body), madeText)
}

/** Takes back what was issued, by whom it stands for or by its age. */
async function revokeIssued(
  path: string,
  { subject, jti, 'issued-before': before }: TokenFlags,
): Promise<number> {
  if (subject === undefined && jti === undefined && before === undefined)
    return complain(`token revoke needs an ID, --subject, --jti or --issued-before. ${USAGE}`, 2)
  const body = {
    ...(subject !== undefined && { subject }),
    ...(jti !== undefined && { jti }),
    ...(before !== undefined && { issued_before: before }),
  }
  const answer = await askControl(path, 'POST', '/revocations', parser(Revocation), body)
  return told(answer, (revoked) => {
    const whose = revoked.jti ?? revoked.subject ?? 'anybody'
    return `What was issued for ${whose} before ${revoked.issued_before} opens nothing any more.\n`
  })
}

function pairOf(text: string): readonly [label: string, value: string] | undefined {
  const [, label, value] = /^([^=]+)=(.+)$/s.exec(text) ?? []
  return label === undefined || value === undefined ? undefined : [label, value]
}

/** All values that were said for a label. */
function byLabel(texts: readonly string[]): Scope {
  const scope: Record<string, string[]> = {}
  for (const text of texts) {
    const [label, value] = pairOf(text) ?? []
    if (label !== undefined && value !== undefined) scope[label] = [...(scope[label] ?? []), value]
  }
  return scope
}

/** `team=payments or billing, cluster=eu`. */
function scopeText(scope: Scope): string {
  return Object.entries(scope)
    .map(([label, values]) => `${label}=${values.join(' or ')}`)
    .join(', ')
}

function listText({ credentials }: Credentials): string {
  if (credentials.length === 0) return 'There are no tokens.\n'
  const rows = credentials.map(({ id, name, role, scope, expires_at, created_by, used_at }) => {
    const isOver = Date.parse(expires_at) <= Date.now()
    return `${id}  ${role.padEnd(9)}  ${isOver ? 'expired' : 'until'} ${expires_at.slice(0, 10)}  ${name} (made by ${created_by}, ${used_at === undefined ? 'never used' : `used ${used_at.slice(0, 10)}`})${scope === undefined ? '' : `, sees ${scopeText(scope)}`}`
  })
  return `${rows.join('\n')}\n`
}

function madeText({
  token: secret,
  credential: { id, name, role, scope, expires_at },
}: CredentialMade): string {
  return [
    secret,
    '',
    `This is the only time that it is shown. It is ${name}’s, as ${role}, until ${expires_at}.${scope === undefined ? '' : ` It sees only ${scopeText(scope)}.`}`,
    `To take it back: watchfloor-server token revoke ${id}`,
    '',
  ].join('\n')
}
