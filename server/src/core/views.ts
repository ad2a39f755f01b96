import { type BoardAlert, type LoggedEvent, matcherToData, type Scope } from '@watchfloor/contract'
import type { AlertRules } from '../alerts/rules.ts'
import type { Actor } from '../audit/actor.ts'
import { finish, type Steps } from '../ground/steps.ts'
import { heartbeatRow } from '../health/rows.ts'
import { withBrokenStore } from '../health/with-broken-store.ts'
import { historyReads } from '../history/history-reads.ts'
import type { State } from '../ledger/state.ts'
import type { OpenLog } from '../log/open-log.ts'
import { EVERYTHING, type Sight, sightOf } from '../scope/sight.ts'
import { ScopedStats, type ScopedStatsParts } from '../stats/scoped-stats.ts'
import type { StatsCollector } from '../stats/stats-collector.ts'
import type { BoardRoom, Storage } from '../storage/storage.ts'
import { alertQueries } from './alert-queries.ts'
import { AS_IT_IS, type AsSeen, asSeenBy, type Surroundings } from './as-seen.ts'
import { withinRoom } from './board-limits.ts'
import { actsOnAlerts, type Perform } from './core-commands.ts'
import type { CoreMetrics } from './core-metrics.ts'
import { presentBoard, presentFor, type ReadBoard, toBoardAlert, wholeOf } from './present-board.ts'
import { scopedSilences } from './scoped-silences.ts'
import type { SilenceCommands } from './silencing.ts'
import type { SeenActs, View } from './view.ts'

/** Scopes whose views are kept at hand. */
const MOST_VIEWS = 1_000

export interface ViewsParts extends Pick<ScopedStatsParts, 'now' | 'newId' | 'onFailed'> {
  readonly state: State
  readonly storage: Pick<Storage, 'events' | 'past'>
  readonly rules: AlertRules
  readonly log: OpenLog['log']
  readonly boardLimits: BoardRoom
  readonly stats: StatsCollector
  readonly metrics: Pick<CoreMetrics, 'limited'>
  readonly holdUntil: () => number
  /** By somebody, or by the server itself. */
  readonly performBy: (actor?: Actor) => Perform
  readonly silences: (sight: Sight, perform: Perform) => SilenceCommands
}

/** The views of all scopes, each made when it is first asked for. */
export class Views {
  readonly whole: View
  readonly #parts: ViewsParts
  readonly #surroundings: Surroundings
  /** A credential’s scope stays the same object for as long as it is known. */
  readonly #sights = new WeakMap<Scope, Sight>()
  readonly #byScope = new Map<string, { readonly view: View; readonly stats: ScopedStats }>()

  constructor(parts: ViewsParts) {
    this.#parts = parts
    const { state, rules } = parts
    this.#surroundings = {
      labelsOf: (fingerprint) => state.alerts.get(fingerprint)?.labels,
      silenceOf: (id) => state.silences.get(id),
      matchersOf: (row) => heartbeatMatchers(row, rules),
    }
    this.whole = this.#viewOf(EVERYTHING, AS_IT_IS, parts.stats)
  }

  of(scope: Scope | undefined): View {
    if (scope === undefined) return this.whole
    const sight = this.#sights.get(scope) ?? sightOf(scope)
    this.#sights.set(scope, sight)
    const known = this.#byScope.get(sight.key)
    if (known !== undefined) {
      // The newest stand last.
      this.#byScope.delete(sight.key)
      this.#byScope.set(sight.key, known)
      return known.view
    }
    const { state, rules, storage, log, now, newId, onFailed } = this.#parts
    const stats = new ScopedStats({
      state,
      severities: rules.severities,
      sight,
      now,
      newId,
      onFailed,
      head: () => log.head().sequence,
      countResolved: (since, upTo) => storage.past.resolved(since, upTo, scope),
    })
    const view = this.#viewOf(sight, asSeenBy(sight, this.#surroundings), stats)
    const [oldest] = this.#byScope.keys()
    if (this.#byScope.size >= MOST_VIEWS && oldest !== undefined) this.#byScope.delete(oldest)
    this.#byScope.set(sight.key, { view, stats })
    return view
  }

  /** Events were committed. */
  onEvents(batch: readonly LoggedEvent[]): void {
    for (const { stats } of this.#byScope.values()) stats.onEvents(batch)
  }

  /** The log turned; to be called when it stands where it goes on. */
  startOver(): void {
    for (const { stats } of this.#byScope.values()) stats.startOver()
  }

  #viewOf(sight: Sight, seen: AsSeen, stats: Pick<StatsCollector, 'latest'>): View {
    const { state, storage, rules, log, boardLimits, metrics, now, holdUntil } = this.#parts
    const queries = alertQueries(state, rules, { now, holdUntil }, { sight, seen })
    const { performBy } = this.#parts
    const silencesBy = (perform: Perform): SilenceCommands => this.#parts.silences(sight, perform)
    const silences = silencesBy(performBy())
    const acts = (perform: Perform): SeenActs => ({
      ...actsOnAlerts(perform, rules, { sight, seen }),
      ...scopedSilences(silencesBy(perform), sight, queries),
    })
    const board = function* (most = boardLimits.alerts): Steps<ReadBoard> {
      const degraded = log.degraded()
      const { severities } = rules
      const present = presentBoard(state, log.head(), now(), stats.latest)
      const room = most < boardLimits.alerts ? { ...boardLimits, alerts: most } : boardLimits
      const { records, ...others } = yield* presentFor(present, sight, seen)
      const { shown, leftOut } = yield* withinRoom(records, room, severities)
      // Made when they are read, so that the first goes out before the last is found.
      const alerts = function* (): Generator<BoardAlert | undefined, void> {
        for (const record of shown)
          yield record === undefined ? undefined : seen.alert(toBoardAlert(record, severities))
        if (leftOut() !== undefined && most >= boardLimits.alerts) metrics.limited('board', 1)
      }
      const read: ReadBoard = { ...others, alerts: alerts(), leftOut }
      return degraded === undefined ? read : withBrokenStore(read, degraded)
    }
    return {
      sight,
      event: seen.event,
      ...queries,
      ...historyReads(storage, log, boardLimits, {
        scope: sight.scope,
        told: seen.event,
      }),
      ...acts(performBy()),
      by: (actor) => acts(performBy(actor)),
      wouldHide: silences.wouldHide,
      endError: silences.endError,
      judgeSilence: (weighed, acting, id) =>
        silences.judgeSilence(weighed, acting, queries.silence(id ?? '') === undefined ? undefined : id),
      board: () => wholeOf(finish(board())),
      boardInSteps: board,
      stats: () => stats.latest,
    }
  }
}

/** What the heartbeat of a health row takes; undefined when nobody configured it. */
function heartbeatMatchers(
  row: string,
  { heartbeatName, switches }: Pick<AlertRules, 'heartbeatName' | 'switches'>,
): ReturnType<Surroundings['matchersOf']> {
  const own = switches.find(({ name }) => row === heartbeatRow(name))
  if (own !== undefined) return own.matchers.map(matcherToData)
  if (row !== heartbeatRow(heartbeatName)) return undefined
  return [{ name: 'alertname', value: heartbeatName, is_regex: false, is_equal: true }]
}
