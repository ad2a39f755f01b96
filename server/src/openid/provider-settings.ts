import type { ClaimMapping } from '../access/jwt/claimed-person.ts'

/** The provider whose people may come, and what this server is to it. */
export interface ProviderSettings {
  /** As it says it itself, to the letter. */
  readonly issuer: string
  /** For people. */
  readonly name: string
  readonly clientId: string
  /** Undefined for a client that keeps none: the code is bound to us by PKCE all the same. */
  readonly clientSecret: string | undefined
  /** What it is asked for. */
  readonly scopes: string
  readonly claims: ClaimMapping
  /** Where people reach this server, without a slash at the end. */
  readonly publicUrl: string
}

/** The one address that the provider sends people back to. */
export function redirectUri({ publicUrl }: Pick<ProviderSettings, 'publicUrl'>): string {
  return `${publicUrl}/sign-in/openid/callback`
}
