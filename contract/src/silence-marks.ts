import type { Silence } from './silence.ts'

/**
 * Annotation of a silence that stands for an acknowledgement (S9): `fingerprint/life`. Only the server sets it, and
 * no change of the silence takes it away or brings it in: such a silence hides nothing.
 */
export const ACKNOWLEDGES = 'watchfloor_acknowledges'

/**
 * Annotation of a silence that ends when its alerts have resolved: `fingerprint/life`, separated by spaces; without
 * a life, whichever is the present one.
 */
export const ENDS_WITH = 'watchfloor_ends_with'

/** Alerts that one silence may be bound to: they stand in each of its events. */
export const MOST_BOUND = 500

/** Does it stand for an acknowledgement? Then it is one, and no silence, to people. */
export function isAcknowledgement({ annotations }: Partial<Pick<Silence, 'annotations'>>): boolean {
  return annotations !== undefined && Object.hasOwn(annotations, ACKNOWLEDGES)
}

/** Does it end with alerts, before its time? */
export function endsWithAlerts({ annotations }: Pick<Silence, 'annotations'>): boolean {
  return Object.hasOwn(annotations, ENDS_WITH)
}
