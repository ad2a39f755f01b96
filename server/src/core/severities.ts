import type { SeverityName, SeverityTable } from '@watchfloor/contract'
import type { AlertRules } from '../alerts/rules.ts'
import { toSeverityName } from '../alerts/severity-names.ts'
import { silencesOf } from '../commands/align-silenced.ts'
import type { CommandAnswer } from '../commands/command-answer.ts'
import { type MapSeverity, mapSeverity } from '../commands/map-severity.ts'
import type { State } from '../ledger/state.ts'
import type { SilenceIndex } from '../silences/silence-index.ts'
import type { Perform } from './core-commands.ts'
import type { CurrentRouting } from './current-routing.ts'

interface Around {
  readonly state: State
  readonly rules: AlertRules
  /** What the configuration maps. */
  readonly given: SeverityTable
  readonly routing: CurrentRouting
  readonly silences: SilenceIndex
}

/** What the names of severities mean, beside the configuration. */
export type SeverityCommands = ReturnType<typeof severityCommands>

export function severityCommands(perform: Perform, { state, rules, given, routing, silences }: Around) {
  return {
    /** Names that people mapped, in order. */
    severities: (): readonly SeverityName[] =>
      [...state.severities.values()]
        .toSorted((a, b) => (a.key < b.key ? -1 : 1))
        .map((kept) => toSeverityName(kept, given)),
    /** Maps one, or takes that back; answers of how many alerts the level changed. */
    mapSeverity: (command: MapSeverity): Promise<CommandAnswer<number>> =>
      perform(
        (stage) =>
          mapSeverity(stage, command, {
            given,
            rules,
            directions: {
              silencesOf: (labels) => silencesOf(stage, silences, labels),
              mutedBy: (labels) => routing.current.mutedBy(labels, stage.now),
              receiversOf: routing.current.receiversOf,
            },
          }),
        {
          what: 'severity.map',
          as: command.by,
          done: (alerts) => ({ detail: { value: command.value, level: command.level, alerts } }),
        },
      ),
  }
}
