import type { AlertInput } from '../alerts/alert-input.ts'
import type { Refusals } from '../alerts/refusals.ts'

/**
 * What a body turned out to be. `malformed`: it could not even be read as its format. `invalid`: read, but a field is
 * missing or unusable; `code` is the number that Alertmanager's framework gives. Either way nothing of it is stored.
 */
export type Decoded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly kind: 'malformed'; readonly message: string }
  | { readonly ok: false; readonly kind: 'invalid'; readonly code: number; readonly message: string }

/** The alerts that a body holds, and what cannot be an alert while the others can (S14). */
export interface DecodedAlerts {
  readonly alerts: readonly AlertInput[]
  readonly rejected: Refusals
}

export const CODE_WRONG_FORMAT = 601
export const CODE_REQUIRED = 602
export const CODE_TOO_FEW = 612

export function malformed(message: string): Decoded<never> {
  return { ok: false, kind: 'malformed', message }
}

export function invalid(code: number, message: string): Decoded<never> {
  return { ok: false, kind: 'invalid', code, message }
}
