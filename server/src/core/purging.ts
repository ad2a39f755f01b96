import type { GuardLimits, PurgedSource, SilenceHides } from '@watchfloor/contract'
import { isWide, matcherToData, noCounts } from '@watchfloor/contract'
import type { AlertRules } from '../alerts/rules.ts'
import type { Act } from '../commands/audited.ts'
import type { CommandAnswer } from '../commands/command-answer.ts'
import { endByHand, forgetByHand, judgeSources, type PurgeCommand, purgeable } from '../commands/purge.ts'
import { type Pace, unhurried } from '../ground/pace.ts'
import { committed } from '../ledger/committed.ts'
import type { State } from '../ledger/state.ts'
import { hidesOf } from '../silences/silence-hides.ts'
import type { Perform } from './core-commands.ts'

/** Alerts ended in one command: each is an event. */
const SLICE = 200

/** What a purge ends and forgets, or would. */
export interface Purge {
  readonly ends: SilenceHides
  readonly isWide: boolean
  readonly sources: readonly PurgedSource[]
}

/** The way out for what nobody resolves any more. */
export type PurgeCommands = ReturnType<typeof purgeCommands>

export function purgeCommands(
  perform: Perform,
  state: State,
  { severities }: Pick<AlertRules, 'severities'>,
  guard: GuardLimits,
) {
  /** What a purge would do now; nothing is changed. Sources are judged as if its alerts had ended. */
  const wouldPurge = async (
    { matchers, sources }: PurgeCommand,
    pace: Pace = unhurried(),
  ): Promise<Purge & { readonly due: readonly string[] }> => {
    const alerts = committed(state, severities)
    const { run, budget } = pace
    const ends =
      matchers === undefined
        ? { ...NOTHING, firing: alerts.countFiring() }
        : await run(() => hidesOf(alerts, matchers, budget))
    const due = matchers === undefined ? [] : await run(() => purgeable(state, matchers, budget))
    const judged = await run(() => judgeSources(state, sources, new Set(due)))
    return { ends, isWide: isWide(ends, guard), sources: judged, due }
  }
  return {
    wouldPurge,
    /** Ends and forgets; in slices, so that others come in between. What began meanwhile goes on. */
    purge: async (command: PurgeCommand, pace: Pace = unhurried()): Promise<CommandAnswer<Purge>> => {
      const { due, ...would } = await wouldPurge(command, pace)
      for (let from = 0; from < due.length; from += SLICE) {
        const slice = due.slice(from, from + SLICE)
        const ended = await perform(
          (stage) => {
            endByHand(stage, slice, command)
            return { ok: true, value: undefined }
          },
          actOf(command, { alerts: slice }),
        )
        if (!ended.ok) return ended
      }
      const judged = await pace.run(() => judgeSources(state, command.sources))
      const sources = judged.flatMap(({ component, outcome }) => (outcome === 'forgotten' ? [component] : []))
      // One that ends nothing and forgets nothing was an act all the same.
      const forgets = sources.length > 0 || due.length === 0 ? actOf(command, { sources }) : undefined
      const forgotten = await perform((stage) => {
        forgetByHand(stage, judged, command.name)
        return { ok: true, value: judged }
      }, forgets)
      return forgotten.ok ? { ok: true, value: { ...would, sources: forgotten.value } } : forgotten
    },
  }
}

/** What one transaction of a purge is: it may take several. */
function actOf(
  { matchers, note, name }: PurgeCommand,
  on: { readonly alerts?: readonly string[]; readonly sources?: readonly string[] },
): Act {
  return { what: 'purge', as: name, ...on, detail: { matchers: matchers?.map(matcherToData), note } }
}

const NOTHING: Omit<SilenceHides, 'firing'> = {
  count: 0,
  share: 0,
  by_level: noCounts(),
  sample: [],
}
