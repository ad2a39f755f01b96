import { parser } from '@watchfloor/contract'
import { InboxRow } from '../../shared/inbox.ts'
import type { Journal } from '../disk/journal.ts'
import { type Inbox, MOST_ROWS } from './inbox.ts'

const parseRow = parser(InboxRow)
/** Lines beyond the rows themselves after which the file is written anew. */
const SLACK = 5_000

/** The rows of a journal, in the order of their last renewal. Lines that cannot be read are counted. */
export function readRows(lines: readonly string[]): {
  readonly rows: readonly InboxRow[]
  readonly unreadable: number
} {
  const rows = new Map<string, InboxRow>()
  let unreadable = 0
  for (const line of lines) {
    const row = readRow(line)
    if (row === undefined) unreadable++
    else {
      if (rows.get(row.id)?.at !== row.at) rows.delete(row.id)
      rows.set(row.id, row)
    }
  }
  return { rows: [...rows.values()].slice(-MOST_ROWS), unreadable }
}

function readRow(line: string): InboxRow | undefined {
  try {
    const parsed = parseRow(JSON.parse(line))
    return parsed.ok ? parsed.value : undefined
  } catch {
    return undefined
  }
}

export interface KeptInbox {
  /** Resolves when every change so far is on disk; rejects when it could not be written. */
  readonly saved: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Writes every change of the inbox down, in the order in which it happened. `result` hears how it went: null is well. */
export function keepInbox(inbox: Inbox, journal: Journal, result: (error: unknown) => void): KeptInbox {
  let last: Promise<void> = Promise.resolve()
  let isRewriting = false
  const shorten = (): void => {
    if (isRewriting || journal.length() <= MOST_ROWS + SLACK) return
    isRewriting = true
    journal
      .rewrite(jsonLines(inbox))
      .catch(result)
      .finally(() => {
        isRewriting = false
      })
  }
  const stop = inbox.subscribe((rows) => {
    last = journal.append(rows.map((row) => JSON.stringify(row)))
    last.then(() => result(null), result)
    shorten()
  })
  return {
    saved: () => last,
    close: async () => {
      stop()
      await last.catch(() => undefined)
      await journal.close()
    },
  }
}

function* jsonLines(inbox: Inbox): Iterable<string> {
  for (const row of inbox.rows()) yield JSON.stringify(row)
}
