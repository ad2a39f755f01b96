import type { BulkAlertsAnswer, LateAlert } from '@watchfloor/contract'
import { type ActOnMany, actOnMany, type OneOfMany } from '../commands/act-on-many.ts'
import type { Act } from '../commands/audited.ts'
import type { CommandAnswer } from '../commands/command-answer.ts'
import type { Sight } from '../scope/sight.ts'
import type { Perform } from './core-commands.ts'

/** Alerts of one transaction: each is an event, and others come in between. */
const SLICE = 50

/** What people do with many alerts that they see; another is unknown. */
export function actsOnMany(perform: Perform, { alert: sees }: Pick<Sight, 'alert'>) {
  return {
    /**
     * Takes, gives back or ends many alerts in the order given, slice by slice, each on disk before the next. One that
     * is stopped, or cannot be stored any more, says how far it came: what was done stays done.
     */
    actOnMany: async (
      terms: ActOnMany,
      alerts: readonly OneOfMany[],
      isStopped: () => boolean = () => false,
    ): Promise<CommandAnswer<BulkAlertsAnswer>> => {
      const late: LateAlert[] = []
      let reached = 0
      const told = (stopped?: BulkAlertsAnswer['stopped']): CommandAnswer<BulkAlertsAnswer> => ({
        ok: true,
        value: { done: reached - late.length, reached, late, ...(stopped !== undefined && { stopped }) },
      })
      while (reached < alerts.length) {
        if (isStopped()) return told({ why: 'asked' })
        const slice = alerts.slice(reached, reached + SLICE)
        const answer = await perform((stage) => actOnMany(stage, terms, slice, sees), actOn(terms, slice))
        if (!answer.ok) return reached === 0 ? answer : told({ why: 'store', message: answer.message })
        for (const one of answer.value) late.push(one)
        reached += slice.length
      }
      return told()
    },
  }
}

/** What one slice is for the audit log; one of which nothing was done is no act. */
function actOn(terms: ActOnMany, slice: readonly OneOfMany[]): Act<readonly LateAlert[]> {
  const alerts = slice.map(({ fingerprint }) => fingerprint)
  return {
    what: `alert.${terms.act}`,
    as: terms.name,
    alerts,
    detail: detailOf(terms),
    done: (late) => {
      const left = new Set(late.map(({ fingerprint }) => fingerprint))
      const done = alerts.filter((fingerprint) => !left.has(fingerprint))
      return done.length === 0 ? undefined : { alerts: done }
    },
  }
}

function detailOf(terms: ActOnMany): object | undefined {
  switch (terms.act) {
    case 'acknowledge':
      return { until: terms.until, note: terms.note }
    case 'unacknowledge':
      return undefined
    case 'resolve':
      return { note: terms.note }
  }
}
