import type { ActivitySlice, LoggedEvent, Millis, Statistics } from '@watchfloor/contract'

import type { Storage } from '../storage/storage.ts'
import { type PastBoard, readPastBoard } from './past-board.ts'
import { type HistoryPage, type HistoryQuery, readHistory } from './read-history.ts'

/** What may be asked of the past. */
export type HistoryReads = ReturnType<typeof historyReads>

/** Reads of the log and of what was counted from it; none holds up a commit. `head`: the newest sequence. */
export function historyReads({ events, past }: Pick<Storage, 'events' | 'past'>, head: () => number) {
  return {
    /** Events of one alert, newest first. */
    alertEvents: (fingerprint: string, limit: number): Promise<readonly LoggedEvent[]> =>
      events.ofAlert(fingerprint, limit),
    /** The log as history: by time, filter and alert, newest first. */
    readHistory: (query: HistoryQuery): Promise<HistoryPage> => readHistory(events, head(), query),
    /** How many lives began in each slice of a span of time, by level; for charts. */
    activity: (from: Millis, to: Millis, slices: number): Promise<readonly ActivitySlice[]> =>
      past.activity(from, to, slices),
    /** Numbers of the lives that began in a span; `filling` while an earlier version's history is being read in. */
    statistics: (from: Millis, to: Millis): Promise<Statistics | 'filling'> => past.statistics(from, to),
    /** The board as it stood at a past time. */
    pastBoard: (time: Millis): Promise<PastBoard> => readPastBoard(past, time),
  }
}
