import type {
  ActivitySlice,
  LoggedEvent,
  Matcher,
  Millis,
  SilencePreview,
  Statistics,
} from '@watchfloor/contract'
import { type Pace, unhurried } from '../ground/pace.ts'
import type { BoardRoom, Storage } from '../storage/storage.ts'
import { type PastBoard, readPastBoard } from './past-board.ts'
import { pastLives } from './past-lives.ts'
import { type HistoryPage, type HistoryQuery, type Reading, readHistory } from './read-history.ts'
import { type LivesFound, type LivesQuery, readLives } from './read-lives.ts'
import type { ScannedLog } from './scan-history.ts'

/** What may be asked of the past. */
export type HistoryReads = ReturnType<typeof historyReads>

/**
 * Reads of the log and of what was counted from it; none holds up a commit, and each goes at the pace of whoever asks.
 * `reading`: for whom.
 */
export function historyReads(
  { events, past }: Pick<Storage, 'events' | 'past'>,
  log: ScannedLog['log'],
  room: BoardRoom,
  reading: Reading,
) {
  const { scope, told } = reading
  const scanned = { store: events, log }
  return {
    /** Events of one alert, newest first; fewer where they are very large. */
    alertEvents: async (
      fingerprint: string,
      limit: number,
      pace: Pace = unhurried(),
    ): Promise<readonly LoggedEvent[]> => {
      const read = (most: number): Promise<readonly LoggedEvent[]> =>
        pace.readLog(() => events.ofAlert(fingerprint, most))
      // What is not theirs must not take longer than what is not there.
      if (scope !== undefined && !(await read(1)).some((event) => told(event) !== undefined)) return []
      return (await read(limit)).flatMap((event) => told(event) ?? [])
    },
    /** The log as history: by time, filter and alert, newest first. */
    readHistory: (query: HistoryQuery, pace: Pace = unhurried()): Promise<HistoryPage> =>
      readHistory(scanned, query, reading, pace),
    /** How many lives began in the last days of alerts that pass these matchers. */
    pastLives: (
      matchers: readonly Matcher[],
      within: { readonly now: Millis; readonly days: number },
      pace: Pace = unhurried(),
    ): Promise<SilencePreview['past']> => pastLives(scanned, matchers, { ...within, scope }, pace),
    /** How many lives began in each slice of a span of time, by level; for charts. */
    activity: (
      from: Millis,
      to: Millis,
      slices: number,
      pace: Pace = unhurried(),
    ): Promise<readonly ActivitySlice[]> => pace.readPast(() => past.activity(from, to, slices, scope)),
    /** Numbers of the lives that began in a span, of its hours by a clock so far ahead of UTC; `filling` while an earlier version's history is being read in. */
    statistics: (
      from: Millis,
      to: Millis,
      pace: Pace = unhurried(),
      offset: Millis = 0,
    ): Promise<Statistics | 'filling'> => pace.readPast(() => past.statistics(from, to, scope, offset)),
    /** Lives of alerts, newest first: each with who had it and how it ended. */
    lives: (query: LivesQuery, pace: Pace = unhurried()): Promise<LivesFound | 'filling'> =>
      readLives(past, query, reading, pace),
    /** The board as it stood at a past time. */
    pastBoard: (time: Millis, pace: Pace = unhurried()): Promise<PastBoard> =>
      readPastBoard(past, time, room, reading, pace),
  }
}
