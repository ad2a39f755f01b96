import { type BoardSnapshot, emptyBoard, fold, type Page, parseCursor } from '@watchfloor/contract'
import { cutText, eventOf, type KeptLog } from './kept-log.ts'

export async function boardOf(url: string): Promise<BoardSnapshot> {
  const answer = await fetch(`${url}/api/v2/board`, { signal: AbortSignal.timeout(5_000) })
  return (await answer.json()) as BoardSnapshot
}

/** Cursor of the newest event that a node shows. */
export async function headOf(url: string): Promise<number | undefined> {
  const answer = await fetch(`${url}/api/v2/board?first=1`, { signal: AbortSignal.timeout(5_000) })
  return parseCursor(((await answer.json()) as BoardSnapshot).cursor)?.sequence
}

/** How many alerts fire at a node that pass a filter. */
export async function firingOf(url: string, filter: string): Promise<number> {
  const query = new URLSearchParams({ filter })
  const answer = await fetch(`${url}/api/v2/alerts?${query}`, { signal: AbortSignal.timeout(5_000) })
  return ((await answer.json()) as readonly unknown[]).length
}

/** All boards are the same, and the one that the log alone comes to up to where they stand. */
export function flawsOfBoards(
  log: KeptLog,
  head: number,
  boards: readonly BoardSnapshot[],
): readonly string[] {
  const told = fold(emptyBoard({ epoch: '', sequence: 0 }), log.events.slice(0, head).map(eventOf))
  return boards.flatMap((board, n) => [
    ...differences(`alerts of node ${n + 1}`, [...told.alerts.values()], board.alerts),
    ...differences(`silences of node ${n + 1}`, [...told.silences.values()], board.silences),
  ])
}

function differences(what: string, told: readonly object[], shown: readonly object[]): readonly string[] {
  const [toldLines, shownLines] = [new Set(told.map(lineOf)), new Set(shown.map(lineOf))]
  const more = [...shownLines].filter((line) => !toldLines.has(line))
  const less = [...toldLines].filter((line) => !shownLines.has(line))
  if (more.length + less.length === 0) return []
  return [`${what}: ${more.length} that the log does not say, ${less.length} less; ${more[0]} for ${less[0]}`]
}

/** One text for a thing, whatever the order of its fields. */
function lineOf(thing: object): string {
  return JSON.stringify(Object.entries(thing).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** The log as a node tells it is the one in the database, to the letter. */
export async function flawsOfApi(url: string, log: KeptLog): Promise<readonly string[]> {
  const flaws: string[] = []
  let next = 0
  for (let cursor = `${log.terms[0]?.epoch}.0`; ; ) {
    const page = (await (await fetch(`${url}/api/v2/events?limit=1000&cursor=${cursor}`)).json()) as Page
    if (page.reset !== undefined) return [`${url} tells a reset (${page.reset.reason}) at ${cursor}`]
    for (const event of page.events) {
      if (!('sequence' in event)) continue
      const { body } = cutText(JSON.stringify(event))
      // What came since the database was read is not compared.
      if (next < log.events.length && log.events[next]?.body !== body)
        flaws.push(`${url} tells event ${next + 1} in other words: ${body}`)
      next++
    }
    cursor = page.cursor
    if (!page.more) break
  }
  if (next < log.events.length) flaws.push(`${url} tells ${next} of ${log.events.length} events`)
  return flaws
}
