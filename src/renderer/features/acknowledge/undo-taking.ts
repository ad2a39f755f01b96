import type { Outcome } from '@watchfloor/client'
import { type Alert, isGoingOn, isOfLife } from '@watchfloor/contract'
import type { Phrase } from '../../state/toasts.ts'
import { type ActParts, actOn } from './act-on.ts'
import { askEach, together } from './ask-each.ts'
import { offer } from './offers.ts'
import { standsOtherwise } from './words.ts'

/**
 * Puts them back as they were before they were taken: nobody's, or mine on the terms of then. What was somebody else's is
 * offered back to them, because nobody is given what they did not take.
 */
export async function undoTaking(
  before: readonly Alert[],
  name: string,
  parts: ActParts,
): Promise<Outcome<Alert>> {
  const { bridge } = parts
  const free = before.filter(({ acknowledged_by }) => acknowledged_by === null)
  const held = before.filter(({ acknowledged_by }) => acknowledged_by !== null)
  const given = free.length === 0 ? [] : [await actOn(free, { act: 'unacknowledge', name }, parts)]
  const others = await askEach(held, (alert) => {
    const { fingerprint, life, acknowledged_by: own } = alert
    if (own === null || own.name !== name) return offer(bridge, alert, { name, to: own?.name ?? '' })
    const { until, ends_at, note = '' } = own
    return bridge.acknowledge(fingerprint, {
      life,
      name,
      until,
      note,
      ...(ends_at === undefined ? {} : { ends_at }),
    })
  })
  return together([...given, others])
}

/**
 * Why nothing of it can be taken back: all have ended, or somebody else has them; null while there is one. The event of
 * what was done may not be here yet, so that one that stands as it did before may be one's own.
 */
export function whyOver(
  before: readonly Alert[],
  current: (alert: Alert) => Alert,
  name: string,
): readonly Phrase[] | null {
  const [first] = before
  const stands = (alert: Alert): boolean => {
    const { acknowledged_by: holder } = current(alert)
    const isMine = holder === null || holder.name === name || holder.name === alert.acknowledged_by?.name
    return isMine && isSameLife(alert, current(alert))
  }
  if (first === undefined || before.some(stands)) return null
  return standsOtherwise(current(first), isSameLife(first, current(first)), before.length)
}

function isSameLife(one: Alert, other: Alert): boolean {
  return isOfLife(other, one.life) && isGoingOn(other)
}
