import type { AlertRecord } from './record.ts'

/**
 * The alert with the words that a reporter gave before it had a credential, or that an earlier version keyed by its
 * name, under its key of now: so it ends what it began.
 */
export function adopted(
  record: AlertRecord | undefined,
  key: string,
  formerly: readonly string[],
): AlertRecord | undefined {
  if (record === undefined || formerly.length === 0 || record.reports[key] !== undefined) return record
  const former = formerly.find((one) => one !== key && record.reports[one] !== undefined)
  if (former === undefined) return record
  const { [former]: own, ...others } = record.reports
  // A name may look like somebody else's key.
  return own === undefined || own.bound !== undefined || own.owner !== undefined
    ? record
    : { ...record, reports: { ...others, [key]: own } }
}
