import type { AlertRecord } from '../alerts/record.ts'
import { inOrder } from '../ground/in-order.ts'

type Named = Pick<AlertRecord, 'fingerprint'>

/** So many leading digits say which alerts are sorted together: of 100,000 about 25, since fingerprints are hashes. */
const DIGITS = 3
/** So few are sorted at once, and so many looked at in one step. */
const AT_ONCE = 4_096

/**
 * Alerts in the order of Alertmanager's lists, each found when it is asked for: the first takes one look at each of
 * them, and all take a third of what a sort does. Undefined stands for a step, after which others can come in between.
 */
export function* inFingerprintOrder<R extends Named>(records: readonly R[]): Generator<R | undefined, void> {
  if (records.length <= AT_ONCE) return yield* records.toSorted(byFingerprint)
  const parts = Array.from({ length: 16 ** DIGITS }, (): R[] => [])
  let looks = 0
  for (const record of records) {
    parts[Number.parseInt(record.fingerprint.slice(0, DIGITS), 16)]?.push(record)
    if (++looks % AT_ONCE === 0) yield undefined
  }
  // Whoever looks for labels whose fingerprints begin alike may have all of them in one part.
  for (const part of parts)
    yield* part.length > AT_ONCE ? inOrder(part, byFingerprint) : part.sort(byFingerprint)
}

export function byFingerprint(a: Named, b: Named): number {
  if (a.fingerprint === b.fingerprint) return 0
  return a.fingerprint < b.fingerprint ? -1 : 1
}
