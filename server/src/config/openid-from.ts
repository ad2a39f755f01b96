import { StartProblem } from '../ground/start-problem.ts'
import { isSafeAddress } from '../openid/careful-fetch.ts'
import type { ProviderSettings } from '../openid/provider-settings.ts'
import { OWN_ROLES } from './jwt-settings.ts'
import { secretOf } from './named-files.ts'
import type { Settings } from './settings.ts'

/**
 * The provider whose people sign in; undefined where they do not. Throws a `StartProblem` for what is missing: a server
 * that could let nobody in would hide the mistake until somebody has to.
 */
export function openIdFrom(
  settings: Pick<Settings, 'sign_in' | 'openid' | 'jwt' | 'external_url'>,
): ProviderSettings | undefined {
  const { sign_in, openid, external_url: external } = settings
  const { issuer, client_id: clientId, roles, scope, name_claim: nameClaim } = openid
  if (sign_in !== 'openid') {
    if (issuer === '') return undefined
    throw new StartProblem(
      `The setting openid.issuer names a provider, and sign_in is ${sign_in}: nobody would be sent there. Say sign_in: openid; tokens go on working beside it.`,
    )
  }
  if (issuer === '')
    throw new StartProblem(
      'sign_in is openid, and openid.issuer is empty: say which provider people sign in at.',
    )
  if (!isSafeAddress(new URL(issuer)))
    throw new StartProblem(
      `openid.issuer ${issuer} is not https: whoever changes what it says on the way comes in as anybody. Only a provider on this machine may do without.`,
    )
  if (clientId === '')
    throw new StartProblem('openid.client_id is empty: say what this server is called at the provider.')
  if (external === '')
    throw new StartProblem(
      'sign_in is openid, and external_url is empty: the provider sends people back to one exact address. Say under which address browsers reach this server.',
    )
  if (!isSafeAddress(new URL(external)))
    throw new StartProblem(
      `external_url ${external} is not https: browsers keep no session there, and the code of a sign-in could be read on the way.`,
    )
  if (!openid.ask_for.includes('openid'))
    throw new StartProblem('openid.ask_for lacks openid: without it a provider does not say who somebody is.')
  if (settings.jwt.some((one) => one.issuer === issuer && one.audience === clientId))
    throw new StartProblem(
      `jwt takes tokens of ${issuer} for ${clientId}, and people sign in there as that client: the note by which the provider tells this server who somebody is would open it by itself. Give programs an audience of their own.`,
    )
  return {
    issuer,
    name: openid.name || new URL(issuer).host,
    clientId,
    clientSecret: clientSecretOf(openid.client_secret_file),
    scopes: openid.ask_for.join(' '),
    claims: {
      issuer,
      roleClaim: openid.role_claim,
      roles: Object.keys(roles).length === 0 ? OWN_ROLES : roles,
      nameClaim: nameClaim === '' ? undefined : nameClaim,
      scope: Object.keys(scope).length === 0 ? undefined : scope,
      labels: undefined,
    },
    publicUrl: external.replace(/\/+$/, ''),
  }
}

function clientSecretOf(file: string): string | undefined {
  if (file === '') return undefined
  return secretOf(
    'openid.client_secret_file',
    file,
    'Write the secret into it that the provider gave.',
    ' if the provider gave no secret',
  )
}

/** What keeps people from signing in at a provider, as the settings are; undefined when nothing does. */
export function openIdProblem(settings: Parameters<typeof openIdFrom>[0]): string | undefined {
  try {
    openIdFrom(settings)
    return undefined
  } catch (error) {
    if (error instanceof StartProblem) return error.message
    throw error
  }
}
