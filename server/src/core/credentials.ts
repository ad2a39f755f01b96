import { randomBytes } from 'node:crypto'
import type { Credential, ForcedLabels, Millis, Revocation, Role, Scope } from '@watchfloor/contract'
import { type CredentialRecord, hashOf, idOf, newToken, toCredential } from '../access/credential.ts'
import type { Principal } from '../access/principal.ts'
import { isTakenBack, revocationKey, toRevocation } from '../access/revocation.ts'
import type { CommandAnswer } from '../commands/command-answer.ts'
import {
  keepCredential,
  revokeCredential,
  USUAL_LIFE,
  useCredential,
} from '../commands/credential-commands.ts'
import { revokeIssued } from '../commands/revocation-commands.ts'
import type { State } from '../ledger/state.ts'
import type { Perform } from './core-commands.ts'

/** A token that is wanted. */
export interface WantedCredential {
  readonly name: string
  readonly role: Role
  readonly scope: Scope | undefined
  readonly labels: ForcedLabels | undefined
  /** Id of the token in whose place it is sent. */
  readonly replaces?: string | undefined
  readonly expiresAt: Millis | undefined
  /** Who makes it. */
  readonly by: string
}

/** What is to be taken back: of one subject, one JWT, or everybody's. */
export interface WantedRevocation {
  readonly subject: string | undefined
  readonly jti: string | undefined
  /** Now when undefined. */
  readonly issuedBefore: Millis | undefined
  readonly by: string
}

/** Who may come in, by the tokens that they carry. */
export type CredentialCommands = ReturnType<typeof credentialCommands>

export function credentialCommands(perform: Perform, state: State, now: () => Millis) {
  return {
    /** The credential whose token has this SHA-256, expired or not. */
    credential: (hash: string): CredentialRecord | undefined => state.credentials.get(hash),
    /** Notes that somebody came in by it. What cannot be stored is noted at its next use. */
    useCredential: (hash: string): Promise<CommandAnswer<void>> =>
      perform((stage) => useCredential(stage, hash)),
    /** All tokens, in the order of their names. */
    credentials: (): readonly Credential[] =>
      [...state.credentials.values()]
        .toSorted((a, b) => a.name.localeCompare(b.name) || a.createdAt - b.createdAt)
        .map(toCredential),
    /** Makes a token, which is known to nobody but whom it is answered to. */
    createCredential: async ({
      name,
      role,
      scope,
      labels,
      replaces,
      expiresAt,
      by,
    }: WantedCredential): Promise<
      CommandAnswer<{ readonly token: string; readonly credential: Credential }>
    > => {
      const token = newToken(randomBytes)
      const createdAt = now()
      const before = [...state.credentials.values()].find((one) => idOf(one) === replaces)
      if (replaces !== undefined && before === undefined)
        return {
          ok: false,
          reason: 'invalid',
          message: `there is no token ${JSON.stringify(replaces)} to replace`,
        }
      const record: CredentialRecord = {
        hash: hashOf(token),
        name,
        role,
        ...(scope !== undefined && { scope }),
        ...(labels !== undefined && { labels }),
        ...(before !== undefined && { replaces: before.replaces ?? idOf(before) }),
        createdAt,
        createdBy: by,
        expiresAt: expiresAt ?? createdAt + USUAL_LIFE,
      }
      const kept = await perform((stage) => keepCredential(stage, record), {
        what: 'token.create',
        credentials: [record.hash],
        detail: { name, role },
      })
      return kept.ok ? { ok: true, value: { token, credential: toCredential(kept.value) } } : kept
    },
    /** Was it taken back by whom it stands for, or by when it was issued? */
    isTakenBack: (principal: Principal): boolean =>
      isTakenBack((key) => state.revocations.get(key), principal),
    revocations: (): readonly Revocation[] =>
      [...state.revocations.values()].toSorted((a, b) => b.at - a.at).map(toRevocation),
    /** What was issued before a moment is not good from now on: of whom is said, or everybody's. */
    revokeIssued: async ({
      subject,
      jti,
      issuedBefore,
      by,
    }: WantedRevocation): Promise<CommandAnswer<Revocation>> => {
      const at = now()
      const about = { ...(subject !== undefined && { subject }), ...(jti !== undefined && { jti }) }
      const record = { ...about, key: revocationKey(about), issuedBefore: issuedBefore ?? at, at, by }
      const revoked = await perform((stage) => revokeIssued(stage, record), {
        what: 'token.revoke',
        detail: toRevocation(record),
      })
      return revoked.ok ? { ok: true, value: toRevocation(revoked.value) } : revoked
    },
    /** From now on nobody comes in with it; streams that it opened end within seconds. */
    revokeCredential: async (id: string): Promise<CommandAnswer<Credential>> => {
      const revoked = await perform((stage) => revokeCredential(stage, id), {
        what: 'token.revoke',
        credentials: hashesOf(state, id),
        done: ({ name, role }) => ({ detail: { name, role } }),
      })
      return revoked.ok ? { ok: true, value: toCredential(revoked.value) } : revoked
    },
  }
}

/** Of the token with this id, if there is one. */
function hashesOf({ credentials }: State, id: string): readonly string[] {
  const found = credentials.values().find((one) => idOf(one) === id)
  return found === undefined ? [] : [found.hash]
}
