import type { LoggedEvent } from '@watchfloor/contract'
import { Agenda } from '../alerts/agenda.ts'
import type { Finding } from '../health/rows.ts'
import { followAcknowledgements, mendAcknowledgements } from '../silences/acknowledgement-silences.ts'
import { brokenSilences } from '../silences/broken-silences.ts'
import { endWithAlerts, mendEndings } from '../silences/end-with-alerts.ts'
import { mendMirrored } from '../silences/mend-mirrored.ts'
import { saveSilence, setSilenceUnasked } from '../silences/save-silence.ts'
import type { SilenceAround } from '../silences/silence-around.ts'
import { nextSilenceLook } from '../silences/silence-clock.ts'
import { expireSilence, expireSilences } from '../silences/silence-commands.ts'
import { DEFAULT_SILENCE_POLICY, type SilencePolicy } from '../silences/silence-policy.ts'
import type { CommandAnswer, Core } from './core.ts'
import type { Clock } from './runner.ts'
import type { Stage } from './stage.ts'
import type { State } from './state.ts'
import type { Command } from './writer.ts'

/** What the core knows of silences: when the clock has to look at them, what follows from what, and the commands. */
export interface Silencing extends SilenceAround {
  /** Ids by when the clock next has to look at them. */
  readonly agenda: Agenda
  readonly schedule: (id: string) => void
  readonly followUp: (stage: Stage, event: LoggedEvent) => void
  /** Puts right, after a start, what a transaction of an earlier version or a changed store left half done. */
  readonly mend: (stage: Stage) => void
  readonly notices: () => readonly Finding[]
  readonly commands: (
    command: <T>(run: Command<CommandAnswer<T>>) => Promise<CommandAnswer<T>>,
  ) => Pick<Core, 'setSilence' | 'saveSilence' | 'expireSilence' | 'expireSilences' | 'changeSilences'>
}

export function createSilencing(parts: {
  readonly state: State
  readonly policy: SilencePolicy | undefined
  readonly newId: () => string
  readonly clock: Clock
}): Silencing {
  const { state, policy = DEFAULT_SILENCE_POLICY, newId, clock } = parts
  const { silenceIndex: index } = state
  const around = { index, policy, newId }
  const agenda = new Agenda(clock.now())
  const schedule = (id: string): void => {
    const silence = state.silences.get(id)
    if (silence === undefined) agenda.remove(id)
    else agenda.schedule(id, nextSilenceLook(silence, policy, clock.now()))
  }
  for (const id of state.silences.keys()) schedule(id)
  return {
    ...around,
    agenda,
    schedule,
    followUp: (stage, event) => {
      endWithAlerts(stage, index, event)
      followAcknowledgements(stage, around, event)
    },
    mend: (stage) => {
      mendEndings(stage, index)
      mendMirrored(stage, around)
      mendAcknowledgements(stage, around)
    },
    notices: () => brokenSilences(state),
    commands: (command) => ({
      setSilence: (input, confirmed = false) =>
        command((stage) => setSilenceUnasked(stage, around, input, confirmed)),
      saveSilence: (input, options) => command((stage) => saveSilence(stage, around, input, options)),
      expireSilences: (ids, by) => command((stage) => expireSilences(stage, index, ids, by)),
      changeSilences: (run) => command((stage) => ({ ok: true, value: run(stage, around) })),
      expireSilence: (id, by) => command((stage) => expireSilence(stage, index, id, by)),
    }),
  }
}
