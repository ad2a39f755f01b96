import { createServer } from 'node:http'
import { exportJWK, generateKeyPair } from 'jose'
import Provider from 'oidc-provider'

/**
 * A real OpenID Connect provider as a program of its own: `node provider-program.ts ISSUER CLIENTS PEOPLE`. It knows
 * whoever is listed, whatever their password, and its keys are new at each start.
 */
const [issuer = '', clients = '[]', people = '{}'] = process.argv.slice(2)
const claimsOf = JSON.parse(people) as Readonly<Record<string, object>>
const { privateKey } = await generateKeyPair('RS256', { extractable: true })

interface Context {
  readonly oidc: {
    readonly provider: Provider
    readonly client: { readonly clientId: string }
    readonly session: {
      readonly accountId: string
      grantIdFor(clientId: string): string | undefined
    }
  }
}

const provider = new Provider(issuer, {
  clients: JSON.parse(clients) as object,
  jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig' }] },
  scopes: ['openid', 'profile'],
  claims: { openid: ['sub'], profile: ['name', 'groups', 'teams'] },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  cookies: { keys: ['a test'] },
  features: {
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    devInteractions: { enabled: true },
  },
  // By the means that it brings along it would ask nobody on this machine.
  fetch: (
    url: string,
    { method, headers, body }: Required<Pick<RequestInit, 'method' | 'headers' | 'body'>>,
  ) => fetch(url, { method, headers, body: body ?? null }),
  findAccount: (_context: unknown, id: string) =>
    claimsOf[id] === undefined ? undefined : { accountId: id, claims: () => ({ sub: id, ...claimsOf[id] }) },
  // Nobody is asked what may be told of them.
  loadExistingGrant: async ({ oidc }: Context) => {
    const known = oidc.session.grantIdFor(oidc.client.clientId)
    if (known !== undefined) return oidc.provider.Grant.find(known)
    const grant = new oidc.provider.Grant({
      clientId: oidc.client.clientId,
      accountId: oidc.session.accountId,
    })
    grant.addOIDCScope('openid profile')
    await grant.save()
    return grant
  },
})
for (const name of ['server_error', 'backchannel.error', 'authorization.error', 'grant.error'])
  provider.on(name, (_context, error) => process.stdout.write(`${name}: ${String(error)}\n`))
createServer(provider.callback()).listen(Number(new URL(issuer).port), '127.0.0.1', () =>
  process.stdout.write(`listening as ${issuer}\n`),
)
