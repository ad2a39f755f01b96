import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AUDIENCE, testIssuer } from '../../test/support/sign-in/issuer.ts'

/** How whoever asks says who they are: not at all, with one token for all, or with a JWT for each. */
export type SignIn = 'none' | 'tokens' | 'jwt'

/** An issuer of JWTs that a server trusts by a key file. */
export interface BenchIssuer {
  /** Settings of the server. */
  readonly env: Readonly<Record<string, string>>
  /** A JWT of somebody else each, an admin's. */
  readonly sign: (who: number) => Promise<string>
  readonly remove: () => Promise<void>
}

const NAME = 'https://idp.example'

/** ES256, as most providers sign. */
export async function benchIssuer(): Promise<BenchIssuer> {
  const issuer = await testIssuer(NAME)
  const folder = await mkdtemp(join(tmpdir(), 'watchfloor-bench-'))
  const keys_file = join(folder, 'keys.json')
  await writeFile(keys_file, await issuer.keySet())
  const trusted = { issuer: NAME, audience: AUDIENCE, role_claim: 'groups', keys_file }
  let signed = 0
  return {
    env: { WATCHFLOOR_SIGN_IN: 'tokens', WATCHFLOOR_JWT: JSON.stringify([trusted]) },
    sign: (who) => {
      const exp = Math.floor(Date.now() / 1000) + 7_200
      return issuer.sign({ sub: `p${who}`, groups: ['admin'], exp, jti: String(signed++) })
    },
    remove: () => rm(folder, { recursive: true }),
  }
}

/** So many, signed before anything is measured. */
export function signMany(issuer: BenchIssuer, count: number): Promise<readonly string[]> {
  return Promise.all(Array.from({ length: count }, (_, who) => issuer.sign(who)))
}
