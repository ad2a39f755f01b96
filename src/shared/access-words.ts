import type { Role } from '@watchfloor/contract'
import { lineOf } from './alert-words.ts'

/** Labels, each with the values that are meant. */
type Values = Readonly<Record<string, readonly string[]>>

/** What each role may, after a name: `Ana Lima, who may …`. */
export const ROLE_MAY: Readonly<Record<Role, string>> = {
  ingest: 'may send alerts and see nothing',
  viewer: 'may look and change nothing',
  responder: 'may take, silence and end alerts',
  admin: 'may do everything',
}

/** `team = payments or checkout, cluster = eu-1`: all of these labels, each with one of its values. */
export function scopeText(scope: Values): string {
  return Object.entries(scope)
    .map(([label, values]) => `${lineOf(label)} = ${values.map(lineOf).join(' or ')}`)
    .join(', ')
}

/** What somebody sees of the alerts. */
export function sightText(scope: Values | null): string {
  if (scope === null) return 'You see all alerts.'
  return Object.keys(scope).length === 0
    ? 'You see no alerts.'
    : `You see alerts with ${scopeText(scope)}, and no others.`
}
