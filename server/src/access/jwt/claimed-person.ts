import {
  ForcedLabels,
  parser,
  ROLES,
  type Role,
  type Scope,
  Scope as ScopeSchema,
} from '@watchfloor/contract'
import type { JWTPayload } from 'jose'
import { readableName } from '../readable-name.ts'
import { shown } from './judge-claims.ts'
import type { TrustedIssuer } from './trusted-issuer.ts'

const parseScope = parser(ScopeSchema)
const parseLabels = parser(ForcedLabels)

/** In a claim for a label of the scope: all of its values. */
const ALL = '*'

/** What is made of what an issuer says of somebody. */
export type ClaimMapping = Pick<
  TrustedIssuer,
  'issuer' | 'roleClaim' | 'roles' | 'nameClaim' | 'scope' | 'labels'
>

export interface ClaimedPerson {
  readonly name: string
  readonly role: Role
  readonly scope: Scope | undefined
  readonly labels: ForcedLabels | undefined
}

export type Found<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: string }

/** Who somebody is by their claims, and what they may; why they may nothing, where no claim gives a role. */
export function personIn(claims: JWTPayload, mapping: ClaimMapping, subject: string): Found<ClaimedPerson> {
  const role = roleOf(claims, mapping)
  if (!role.ok) return role
  const scope = scopeOf(claims, mapping)
  if (!scope.ok) return scope
  const labels = labelsOf(claims, mapping)
  if (!labels.ok) return labels
  const name = nameIn(claims, mapping, subject)
  return { ok: true, value: { name, role: role.value, scope: scope.value, labels: labels.value } }
}

function roleOf(claims: JWTPayload, { roleClaim, roles }: ClaimMapping): Found<Role> {
  const said = textsIn(claims, roleClaim)
  if (said === undefined) return lacks(roleClaim, 'the role')
  const given = said.flatMap((value) => (Object.hasOwn(roles, value) ? [roles[value] as Role] : []))
  // The greatest of them: ROLES begins with the least.
  const role = ROLES.findLast((one) => given.includes(one))
  if (role !== undefined) return { ok: true, value: role }
  return {
    ok: false,
    error: `the claim ${shown(roleClaim)} says ${shown(said)}, and nothing of that gives a role here`,
  }
}

function scopeOf(claims: JWTPayload, { scope }: ClaimMapping): Found<Scope | undefined> {
  if (scope === undefined) return { ok: true, value: undefined }
  const seen: Record<string, readonly string[]> = {}
  for (const [label, claim] of Object.entries(scope)) {
    const values = textsIn(claims, claim)
    if (values === undefined || values.length === 0) return lacks(claim, `which ${label} they may see`)
    if (!values.includes(ALL)) seen[label] = [...new Set(values)]
  }
  if (Object.keys(seen).length === 0) return { ok: true, value: undefined }
  const parsed = parseScope(seen)
  return parsed.ok ? parsed : { ok: false, error: `this token says a scope that is none: ${parsed.error}` }
}

function labelsOf(claims: JWTPayload, { labels }: ClaimMapping): Found<ForcedLabels | undefined> {
  if (labels === undefined) return { ok: true, value: undefined }
  const forced: [label: string, value: string][] = []
  for (const [label, claim] of Object.entries(labels)) {
    const [value, ...others] = textsIn(claims, claim) ?? []
    if (value === undefined || others.length > 0)
      return lacks(claim, `the label ${label} of what they report`)
    forced.push([label, value])
  }
  const parsed = parseLabels(Object.fromEntries(forced))
  return parsed.ok ? parsed : { ok: false, error: `this token says labels that are none: ${parsed.error}` }
}

function nameIn(claims: JWTPayload, { nameClaim, issuer }: ClaimMapping, subject: string): string {
  const asked = nameClaim === undefined ? ['name', 'preferred_username', 'email'] : [nameClaim]
  for (const claim of asked) {
    const [said] = textsIn(claims, claim) ?? []
    const name = said === undefined ? undefined : readableName(said)
    if (name !== undefined) return name
  }
  return readableName(subject) ?? readableName(`somebody of ${issuer}`) ?? 'somebody'
}

/** A claim by its name, else by the way to it (`realm_access.roles`), if it is a text or a list of texts. */
function textsIn(claims: JWTPayload, path: string): readonly string[] | undefined {
  let found: unknown = claims
  for (const part of Object.hasOwn(claims, path) ? [path] : path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return undefined
    found = (found as Readonly<Record<string, unknown>>)[part]
  }
  const list = typeof found === 'string' ? [found] : found
  return Array.isArray(list) && list.every((one) => typeof one === 'string') ? list : undefined
}

function lacks(claim: string, what: string): Found<never> {
  return {
    ok: false,
    error: `this token has no claim ${shown(claim)} (a text, or a list of them), which says ${what}`,
  }
}
