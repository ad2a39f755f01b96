import type { Millis } from '@watchfloor/contract'
import type { CriticalNotices } from './critical-notices.ts'
import type { Saying } from './decide.ts'
import type { Group } from './groups.ts'
import { lifeOf } from './row-memory.ts'
import type { Matter, Teller } from './teller.ts'
import { alertWords, flappingWords, resolvedWords } from './words.ts'

const ALERT_BUTTONS: readonly string[] = ['Acknowledge', 'Open']

/** Says what was decided about a group, in its own notification and rows, and has `criticals` count it. */
export function createGroupNotices(
  criticals: Pick<CriticalNotices, 'single' | 'join' | 'leave' | 'touch'>,
): (group: Group, saying: Saying, teller: Teller) => void {
  return (group, saying, teller) => {
    const { wall, now } = teller.at
    switch (saying.type) {
      case 'tell': {
        const isCritical = saying.alerts[0]?.level === 'critical'
        if (isCritical && !saying.inPlace) criticals.single(group, now)
        // Who is told of a high one that flaps heard it before.
        const sound = isCritical || saying.alerts[0]?.flapping === 0
        const urgency = isCritical ? 'critical' : 'normal'
        const manner = { urgency, sound, stays: isCritical, buttons: ALERT_BUTTONS } as const
        teller.notify(matterOf(group, saying, wall), manner)
        return
      }
      case 'fold':
        if (saying.reason === 'in_flood') criticals.join(group)
        teller.note(matterOf(group, saying, wall), saying.type)
        return
      case 'hold':
        teller.note(matterOf(group, saying, wall), saying.type)
        return
      case 'amend':
        teller.amend(saying.row, saying.alerts.map(lifeOf), flappingWords(saying.alerts, wall))
        return criticals.touch(group)
      case 'take_back':
        criticals.leave(group)
        if (saying.told.as === 'single') teller.withdraw(keyOf(group), saying.told.row, saying.outcome)
        return
      case 'resolved': {
        const { last, told, row } = saying
        const matter = matterOf(group, { alerts: [last], reason: 'ended', row }, wall)
        const words = resolvedWords(last, told.at, wall)
        teller.notify({ ...matter, kind: 'resolved', words }, { urgency: 'low', sound: false })
        return
      }
      default:
        saying satisfies never
    }
  }
}

function keyOf(group: Group): string {
  return `group ${group.key}`
}

function matterOf(
  group: Group,
  { alerts, reason, row }: Pick<Extract<Saying, { type: 'tell' }>, 'alerts' | 'reason' | 'row'>,
  wall: Millis,
): Matter {
  return {
    row,
    key: keyOf(group),
    kind: 'alert',
    level: alerts[0]?.level ?? 'unset',
    reason,
    words: alertWords(alerts, wall),
    group: group.key,
    alerts: alerts.map(lifeOf),
    count: alerts.length,
  }
}
