import type { Late, Outcome } from '@watchfloor/client'
import { type Alert, criticalNames } from '@watchfloor/contract'
import { lineOf } from '../../../shared/alert-words.ts'
import { formatCount } from '../../../shared/counts.ts'

/** `2 had already resolved. Ben has 1.`; empty when nothing was late. */
export function lateText(late: readonly Late<Alert>[]): string {
  const of = (why: Late<Alert>['why']): readonly Late<Alert>[] => late.filter((one) => one.why === why)
  const [over, held, reported, gone] = [of('over'), of('held'), of('reported'), of('not_found')]
  return [
    ...(over.length === 0 ? [] : [`${formatCount(over.length)} had already resolved.`]),
    ...(held.length === 0 ? [] : [`${holdersOf(held)} ${formatCount(held.length)}.`]),
    ...(reported.length === 0
      ? []
      : [`${formatCount(reported.length)} ${reported.length === 1 ? 'is' : 'are'} still reported.`]),
    ...(gone.length === 0 ? [] : [`${formatCount(gone.length)} had left the board.`]),
  ].join(' ')
}

function holdersOf(held: readonly Late<Alert>[]): string {
  const [first, ...others] = new Set(held.map(({ by = '' }) => by))
  return first === undefined || first === '' || others.length > 0 ? 'Others have' : `${lineOf(first)} has`
}

/** Why one of many was left as it is. */
export function lateReason({ why, by = 'Somebody else' }: Late<Alert>): string {
  switch (why) {
    case 'over':
      return 'had already resolved'
    case 'held':
      return `${lineOf(by)} has it`
    case 'reported':
      return 'is still reported'
    case 'not_found':
      return 'had left the board'
  }
}

/** `Acknowledged 38 of 40. 2 had already resolved.`, and that it was stopped, where it was. */
export function partText(did: string, { done, late, left, failed }: Outcome<Alert>): string {
  const asked = done.length + late.length + left.length + failed.length
  const stopped = left.length === 0 ? did : `Stopped: ${did.charAt(0).toLowerCase()}${did.slice(1)}`
  const rest = lateText(late)
  return `${stopped} ${formatCount(done.length)} of ${formatCount(asked)}.${rest === '' ? '' : ` ${rest}`}`
}

/** `, 5 of them critical: PaymentsDown, SearchDown and 3 more`; empty when none is. */
export function criticalText(alerts: readonly Alert[]): string {
  const criticals = alerts.filter(({ level }) => level === 'critical').length
  return criticals === 0 ? '' : `, ${formatCount(criticals)} of them critical: ${criticalNames(alerts)}`
}
