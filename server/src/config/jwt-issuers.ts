import type { Millis } from '@watchfloor/contract'
import { type KeySourceParts, keepKeys } from '../access/jwt/key-source.ts'
import { lookAtAddress, lookInFile } from '../access/jwt/look-for-keys.ts'
import type { TrustedIssuer } from '../access/jwt/trusted-issuer.ts'
import { ALGORITHMS } from '../access/jwt/verification-keys.ts'
import type { LookTrouble } from '../ground/repeated-look.ts'
import { type JwtEntry, OWN_ROLES, timesOf } from './jwt-settings.ts'

/** A file costs nothing to look at, a provider little. */
const FILE: Pace = { every: 2_000, retry: 2_000, atLeast: 0 }
const ADDRESS: Pace = { every: 5 * 60_000, retry: 5_000, atLeast: 10_000 }

type Pace = Pick<KeySourceParts, 'every' | 'retry' | 'atLeast'>

/** The issuers as they are configured. Their keys are looked for from now on, until they are closed. */
export function jwtIssuersFrom(
  { jwt }: { readonly jwt: readonly JwtEntry[] },
  world: {
    readonly now: () => Millis
    readonly after: (ms: number, run: () => void) => () => void
    readonly changed: (issuer: string, trouble: LookTrouble | undefined) => void
  },
): readonly TrustedIssuer[] {
  return jwt.map((entry) => {
    const { issuer, audience, role_claim: roleClaim, roles = OWN_ROLES, name_claim: nameClaim } = entry
    const { keys_file: file, jwks_url: url = '', algorithms = ALGORITHMS, scope, labels } = entry
    const isFile = file !== undefined
    const keys = keepKeys({
      ...(isFile ? FILE : ADDRESS),
      look: isFile ? lookInFile(file, algorithms) : lookAtAddress(url, algorithms),
      now: world.now,
      after: world.after,
      changed: (trouble) => world.changed(issuer, trouble),
    })
    return { issuer, audience, keys, roleClaim, roles, nameClaim, scope, labels, ...timesOf(entry) }
  })
}
