import type { BulkAnswer, LoggedEvent, Matcher, Silence } from '@watchfloor/contract'
import type { AlertRules } from '../alerts/rules.ts'
import { followAcknowledgements, mendAcknowledgements } from '../commands/acknowledgement-silences.ts'
import { mendSilenced } from '../commands/align-silenced.ts'
import type { Act } from '../commands/audited.ts'
import { brokenSilences } from '../commands/broken-silences.ts'
import type { CommandAnswer } from '../commands/command-answer.ts'
import { endWithAlerts, mendEndings } from '../commands/end-with-alerts.ts'
import { mendMirrored } from '../commands/mend-mirrored.ts'
import { confirmSilence, refuseSilence } from '../commands/propose-silence.ts'
import { type SaveOutcome, saveSilence, setSilenceUnasked } from '../commands/save-silence.ts'
import { nextSilenceLook } from '../commands/silence-clock.ts'
import { expireSilence, expireSilences } from '../commands/silence-commands.ts'
import type { Transaction } from '../commands/transaction.ts'
import { unlimited } from '../ground/budgeted.ts'
import type { Clock } from '../ground/clock.ts'
import { type Pace, unhurried } from '../ground/pace.ts'
import type { Finding } from '../health/rows.ts'
import { Agenda, NEVER, type Planned } from '../ledger/agenda.ts'
import { committed } from '../ledger/committed.ts'
import type { Stage } from '../ledger/stage.ts'
import type { State } from '../ledger/state.ts'
import type { Sight } from '../scope/sight.ts'
import { endError, judgeSilence, type Verdict, type Weighed } from '../silences/judge-silence.ts'
import type { SilenceAround } from '../silences/silence-around.ts'
import { type FiringAlerts, hidesOf, reachOf, type SilenceReach } from '../silences/silence-hides.ts'
import type { Rehearsed, SaveOptions, SilenceInput } from '../silences/silence-input.ts'
import { DEFAULT_SILENCE_POLICY, type SilencePolicy } from '../silences/silence-policy.ts'
import { compiledOf } from '../silences/silence-rules.ts'
import type { Acting } from '../silences/silence-table.ts'
import type { Afterwards } from './afterwards.ts'
import type { Perform } from './core-commands.ts'
import { readyToCount } from './rehearse-silence.ts'

/** What the core knows of silences: when the clock has to look at them, and what follows from what. */
export interface Silencing extends SilenceAround {
  /** Ids by when the clock next has to look at them. */
  readonly agenda: Agenda
  readonly schedule: (id: string) => void
  readonly followUp: (stage: Stage, event: LoggedEvent) => void
  /** Puts right, after a start, what a transaction of an earlier version or a changed store left half done. */
  readonly mend: (stage: Stage) => void
  readonly notices: () => readonly Finding[]
}

export function createSilencing(parts: {
  readonly state: State
  readonly policy: SilencePolicy | undefined
  readonly newId: () => string
  readonly clock: Clock
  readonly onFull: SilenceAround['onFull']
}): Silencing {
  const { state, policy = DEFAULT_SILENCE_POLICY, newId, clock, onFull } = parts
  const { silenceIndex: index } = state
  const around = { index, policy, newId, onFull }
  const agenda = new Agenda(clock.now())
  const plans = new Map<string, Planned>()
  const schedule = (id: string): void => {
    const silence = state.silences.get(id)
    const plan = plans.get(id) ?? { key: id, due: NEVER }
    if (silence === undefined) {
      plan.due = NEVER
      plans.delete(id)
    } else {
      plans.set(id, plan)
      agenda.schedule(plan, nextSilenceLook(silence, policy, clock.now()))
    }
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
      stage.spread(mendSilenced(index, [...state.firing.fingerprints()]))
    },
    notices: () => brokenSilences(state),
  }
}

function saves({ id, createdBy }: SilenceInput): Pick<Act, 'what' | 'as' | 'silences'> {
  return { what: 'silence.save', as: createdBy, silences: id === undefined ? [] : [id] }
}

/** The one that was changed, and the one that stands in its place. */
function bothIds(old: string | undefined, id: string): readonly string[] {
  return old === undefined || old === id ? [id] : [old, id]
}

/** What people and upstreams do with silences. */
export type SilenceCommands = ReturnType<typeof silenceCommands>

interface SilenceCommandParts {
  readonly rules: AlertRules
  readonly afterwards: Afterwards
  /** The pace of what nobody asks for. */
  readonly run: Pace['run']
  /** Of whoever asks: what is hidden is counted of what they see. */
  readonly sight: Sight
  readonly clock: Pick<Clock, 'now'>
}

export function silenceCommands(
  perform: Perform,
  around: SilenceAround,
  state: State,
  { rules: { severities }, afterwards, run, sight, clock }: SilenceCommandParts,
) {
  const firing = (): FiringAlerts => committed(state, severities, sight)
  const seenSilence = (id: string | undefined): Silence | undefined => {
    const silence = id === undefined ? undefined : state.silences.get(id)
    return silence !== undefined && sight.silence(silence) ? silence : undefined
  }
  /** Whoever changed a silence is answered when all of its alerts know. */
  const performWhole: Perform = async (command, act) => {
    const answer = await perform(command, act)
    await afterwards.done()
    return answer
  }
  const rehearse = async (
    matchers: readonly Matcher[],
    { run, budget }: Pick<Pace, 'run' | 'budget'>,
  ): Promise<Rehearsed> => {
    const compiled = await run(() => readyToCount(state, matchers, sight))
    return { compiled, hides: await run(() => hidesOf(firing(), compiled, budget)) }
  }
  /** With its expressions tried on everything that fires, at the pace of whoever asks. What is wrong stays to be told. */
  const rehearsed = async (input: SilenceInput, pace: Pace): Promise<SilenceInput> => {
    const matchers = compiledOf(input)
    return matchers.ok ? { ...input, ...(await rehearse(matchers.value, pace)) } : input
  }
  return {
    /** Answers the silence's id. One that hides much of the board is made and told, unless the settings refuse it. */
    setSilence: async (
      input: SilenceInput,
      confirmed = false,
      pace: Pace = unhurried(),
    ): Promise<CommandAnswer<string>> => {
      const ready = await rehearsed(input, pace)
      const act: Act<string> = { ...saves(input), done: (id) => ({ silences: bothIds(input.id, id) }) }
      return performWhole((stage) => setSilenceUnasked(stage, around, ready, confirmed), act)
    },
    /** Makes or changes a silence. One that hides much of the board is only made when that was confirmed. */
    saveSilence: async (
      input: SilenceInput,
      options: SaveOptions,
      pace: Pace = unhurried(),
    ): Promise<CommandAnswer<SaveOutcome>> => {
      const ready = await rehearsed(input, pace)
      const act: Act<SaveOutcome> = {
        ...saves(input),
        done: (outcome) =>
          outcome.kind === 'unconfirmed'
            ? undefined
            : {
                silences: bothIds(input.id, outcome.silence.id),
                ...(outcome.kind === 'proposed' && { detail: { waits: outcome.message } }),
              },
      }
      return performWhole((stage) => saveSilence(stage, around, ready, options), act)
    },
    expireSilence: (id: string, by: string, acting?: Acting): Promise<CommandAnswer<void>> =>
      performWhole((stage) => expireSilence(stage, around, id, by, acting), {
        what: 'silence.expire',
        as: by,
        silences: [id],
      }),
    /** Ends many at once, in one transaction; says of each what became of it. */
    expireSilences: (
      ids: readonly string[],
      by: string,
      acting?: Acting,
    ): Promise<CommandAnswer<BulkAnswer['results']>> =>
      performWhole((stage) => expireSilences(stage, around, ids, by, acting), {
        what: 'silence.expire',
        as: by,
        silences: ids,
      }),
    /** Another person agrees to a silence that waits for one. */
    confirmSilence: async (
      id: string,
      acting: Acting,
      pace: Pace = unhurried(),
    ): Promise<CommandAnswer<Silence>> => {
      const silence = state.silences.get(id)
      const matchers = silence === undefined ? undefined : around.index.matchersOf(silence)
      const tried = matchers && (await rehearse(matchers, pace)).compiled
      const act = { what: 'silence.confirm', silences: [id] }
      return performWhole((stage) => confirmSilence(stage, around, id, acting, tried), act)
    },
    /** Somebody does not agree. */
    refuseSilence: (id: string, acting: Acting): Promise<CommandAnswer<Silence>> =>
      performWhole((stage) => refuseSilence(stage, around, id, acting), {
        what: 'silence.refuse',
        silences: [id],
      }),
    /** What the rules say of a silence, before anybody makes it. */
    judgeSilence: (weighed: Omit<Weighed, 'old'>, acting: Acting, id?: string): Verdict =>
      judgeSilence({ ...weighed, old: seenSilence(id) }, acting, {
        rules: around.policy.rules,
        severities,
        now: clock.now(),
      }),
    /** Why somebody may not end this silence. */
    endError: (silence: Silence, acting: Acting | undefined): string | undefined =>
      endError(silence, acting, around.policy.rules),
    /** Works out what a silence hides before it is placed (`transact`); undefined when it no longer compiles. */
    rehearse: async ({ matchers }: Pick<Silence, 'matchers'>): Promise<Rehearsed | undefined> => {
      const compiled = compiledOf({ matchers })
      return compiled.ok ? await rehearse(compiled.value, { run, budget: unlimited() }) : undefined
    },
    /** A command of those who keep silences alike with others, where the duty is, in a transaction of its own. */
    transact: <T>(transaction: Transaction<T>): Promise<CommandAnswer<T>> =>
      perform((stage) => ({ ok: true, value: transaction(stage, around) })),
    /** What a silence with these matchers would hide of the board as it stands; nothing is staged for it. */
    wouldHide: (matchers: readonly Matcher[], pace: Pace = unhurried()): Promise<SilenceReach> =>
      pace.run(() => reachOf(firing(), matchers, around.policy, pace.budget)),
  }
}
