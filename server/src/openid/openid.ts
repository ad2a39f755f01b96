import type { Millis } from '@watchfloor/contract'
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  calculatePKCECodeChallenge,
  customFetch,
  enableNonRepudiationChecks,
  fetchUserInfo,
  type IDToken,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  type ServerMetadata,
} from 'openid-client'
import { personIn } from '../access/jwt/claimed-person.ts'
import type { SessionOf } from '../access/session.ts'
import type { LookTrouble } from '../ground/repeated-look.ts'
import { carefulFetch } from './careful-fetch.ts'
import { keepDiscovering } from './discovery.ts'
import { type LogoutJudge, logoutJudge } from './logout-token.ts'
import { type ProviderSettings, redirectUri } from './provider-settings.ts'
import { failureOf, type SignInFailure } from './sign-in-failure.ts'

/** What of a sign-in stays here while its person is at the provider. */
export interface Begun {
  readonly nonce: string
  readonly verifier: string
}

/** Somebody whom the provider knows, and who has a role here. */
export interface SignedIn {
  readonly ok: true
  readonly of: SessionOf
  /** For signing out there, and nothing else. */
  readonly idToken: string
}

/** They are known to the provider, and may nothing here. */
export interface NoRole {
  readonly ok: false
  readonly reason: 'no_role'
  readonly message: string
}

/** A provider whose people sign in here. It is asked when somebody does, and never while they work. */
export interface OpenId {
  readonly settings: ProviderSettings
  /** Where a browser goes, which comes back with `state`; undefined when the provider does not answer. */
  readonly begin: (state: string, begun: Begun) => Promise<URL | undefined>
  readonly finish: (query: string, state: string, begun: Begun) => Promise<SignedIn | NoRole | SignInFailure>
  /** Where a browser goes to be signed out there too; undefined when the provider has no such place. */
  readonly signOutUrl: (idToken: string | undefined) => Promise<URL | undefined>
  /** Who was signed out there, as its logout token says; a text says what is wrong with that. */
  readonly judgeLogout: LogoutJudge
  readonly trouble: () => LookTrouble | undefined
  readonly close: () => void
}

export function newBegun(): Begun {
  return { nonce: randomNonce(), verifier: randomPKCECodeVerifier() }
}

export function createOpenId(
  settings: ProviderSettings,
  world: {
    readonly now: () => Millis
    readonly after: (ms: number, run: () => void) => () => void
    readonly changed: (trouble: LookTrouble | undefined) => void
  },
): OpenId {
  const { issuer, clientId, claims, name, publicUrl } = settings
  const discovery = keepDiscovering({ issuer, clientId, ...world })
  const away: SignInFailure = { ok: false, reason: 'away', message: `${name} does not answer` }

  return {
    settings,
    begin: async (state, { nonce, verifier }) => {
      const metadata = await discovery.metadata()
      if (metadata === undefined) return undefined
      return buildAuthorizationUrl(configured(settings, metadata), {
        redirect_uri: redirectUri(settings),
        scope: settings.scopes,
        state,
        nonce,
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      })
    },
    finish: async (query, state, { nonce, verifier }) => {
      const metadata = await discovery.metadata()
      if (metadata === undefined) return away
      const config = configured(settings, metadata)
      const returned = new URL(redirectUri(settings))
      returned.search = query
      try {
        const tokens = await authorizationCodeGrant(config, returned, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        })
        const said = tokens.claims()
        if (said === undefined || tokens.id_token === undefined) return away
        const person = await personOf(said, () => fetchUserInfo(config, tokens.access_token, said.sub))
        if (!person.ok) return { ok: false, reason: 'no_role', message: person.error }
        const { sid, sub } = said
        const { labels: _none, scope, ...who } = person.value
        const of: SessionOf = {
          way: 'openid',
          issuer: metadata.issuer,
          subject: sub,
          ...who,
          ...(scope !== undefined && { scope }),
          ...(typeof sid === 'string' && { sid }),
        }
        return { ok: true, of, idToken: tokens.id_token }
      } catch (error) {
        const failure = failureOf(error, name, world.now())
        if (failure.reason === 'away') discovery.lookAgain()
        return failure
      }
    },
    signOutUrl: async (idToken) => {
      const metadata = await discovery.metadata()
      if (metadata?.end_session_endpoint === undefined) return undefined
      return buildEndSessionUrl(configured(settings, metadata), {
        post_logout_redirect_uri: `${publicUrl}/`,
        ...(idToken !== undefined && { id_token_hint: idToken }),
      })
    },
    judgeLogout: logoutJudge(settings, discovery.metadata, world.now),
    trouble: discovery.trouble,
    close: discovery.close,
  }

  /** What is not said in the ID token may be said where the provider tells of its people. */
  async function personOf(said: IDToken, more: () => Promise<object>) {
    const person = personIn(said, claims, said.sub)
    const metadata = await discovery.metadata()
    if (person.ok || metadata?.userinfo_endpoint === undefined) return person
    return personIn({ ...(await more()), ...said }, claims, said.sub)
  }
}

/** Made anew for each sign-in: so its keys are those of now, and a provider may change them at any moment. */
function configured(settings: ProviderSettings, metadata: ServerMetadata): Configuration {
  const { clientId, clientSecret } = settings
  const auth = clientSecret === undefined ? None() : authOf(metadata, clientSecret)
  const config = new Configuration(metadata, clientId, undefined, auth)
  config[customFetch] = carefulFetch
  config.timeout = 5
  // The signature of an ID token is looked at even though it came over a connection of ours.
  enableNonRepudiationChecks(config)
  if (new URL(metadata.issuer).protocol === 'http:') allowInsecureRequests(config)
  return config
}

/** As the provider likes to be told the secret; in the header where it says nothing (OpenID Connect Discovery, 3). */
function authOf(metadata: ServerMetadata, secret: string): ClientAuth {
  const methods = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  return methods.includes('client_secret_basic') ? ClientSecretBasic(secret) : ClientSecretPost(secret)
}
