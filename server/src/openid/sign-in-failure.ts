import { formatTime, type Millis } from '@watchfloor/contract'
import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client'
import { reasonOf } from './reason-of.ts'

/** Why nobody was signed in, in words for the person in front of it. */
export interface SignInFailure {
  readonly ok: false
  /** `away`: the provider does not answer; `refused`: it said no, or what it said cannot be believed. */
  readonly reason: 'away' | 'refused'
  readonly message: string
}

const SHOWN = 200

/** Turns what the library rejects with into words. What a provider wrote is told in quotes, and no more than fits. */
export function failureOf(error: unknown, provider: string, now: Millis): SignInFailure {
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError)
    return refused(saidBy(provider, error.error, error.error_description))
  const { code } = error instanceof ClientError ? error : { code: undefined }
  switch (code) {
    case 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED':
      return refused(clockWords(error, provider, now))
    case 'OAUTH_JWT_CLAIM_COMPARISON_FAILED':
    case 'OAUTH_KEY_SELECTION_FAILED':
    case 'OAUTH_INVALID_RESPONSE':
    case 'OAUTH_UNSUPPORTED_OPERATION':
    case 'OAUTH_PARSE_ERROR':
    case 'OAUTH_RESPONSE_IS_NOT_JSON':
      return refused(`what ${provider} said cannot be believed (${clipped(reasonOf(error))})`)
    default:
      return {
        ok: false,
        reason: 'away',
        message: `${provider} does not answer (${clipped(reasonOf(error))})`,
      }
  }
}

function saidBy(provider: string, code: string, description = ''): string {
  const words = description === '' ? '' : `: “${clipped(description)}”`
  switch (code) {
    case 'access_denied':
      return `${provider} did not let you in${words}`
    case 'invalid_client':
    case 'unauthorized_client':
      return `${provider} does not accept this server (openid.client_id, openid.client_secret_file)${words}; whoever runs it has to look at that`
    case 'invalid_grant':
      return `${provider} does not know this sign-in any more${words}: it was used already, or took too long`
    default:
      return `${provider} refused (${clipped(code)})${words}`
  }
}

function clockWords(error: unknown, provider: string, now: Millis): string {
  const cause = error instanceof Error ? error.cause : undefined
  const details = (cause instanceof Error ? cause.cause : cause) as
    | { readonly claims?: Readonly<Record<string, unknown>>; readonly claim?: string }
    | undefined
  const said = details?.claims?.[details.claim ?? '']
  const at = typeof said === 'number' ? ` (${details?.claim} ${formatTime(said * 1_000)})` : ''
  return `by this server’s clock, ${formatTime(now)}, what ${provider} said is not good any more or not yet${at}: one of the two clocks is off`
}

function refused(message: string): SignInFailure {
  return { ok: false, reason: 'refused', message }
}

function clipped(text: string): string {
  const visible = text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
  return visible.length > SHOWN ? `${visible.slice(0, SHOWN).toWellFormed()}…` : visible
}
