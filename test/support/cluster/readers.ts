import { setTimeout as sleep } from 'node:timers/promises'
import { type BoardSnapshot, type Control, type EventType, parseCursor } from '@watchfloor/contract'
import { type History, type KeepText, startHistory } from './history.ts'
import { cutText } from './kept-log.ts'
import { OVER, type Over, openRawStream } from './raw-stream.ts'

/** Somebody who follows the log, now at one node and now at another, and keeps all that it is told. */
export interface Reader {
  readonly history: History
  /** Sequence that it has everything up to; undefined while it has no board. */
  readonly position: () => number | undefined
  readonly stop: () => void
}

export interface ReaderOptions {
  readonly name: string
  /** Nodes as they may be reached now; a reader goes to any of them. */
  readonly urls: () => readonly string[]
  readonly random: () => number
  readonly types?: readonly EventType[]
  /** Any, a new one each time, when absent. */
  readonly over?: Over
  /** It leaves by itself after about so long, milliseconds, for another node. */
  readonly stays: number
  readonly keep?: KeepText | undefined
}

/** Nothing at all for so long: whoever is at the other end is gone, or stands still. Heartbeats come more often. */
const DEAD_AFTER = 3_000

/** A reader with no library of ours: what it does with a cursor is what docs/api.md says, and nothing else. */
export function startReader(options: ReaderOptions): Reader {
  const { name, urls, random, types, over, stays, keep } = options
  const history = startHistory(name, types, keep)
  let cursor: string | undefined
  let isOver = false
  let leave = (): void => undefined

  const takeBoard = async (url: string): Promise<void> => {
    const answer = await fetch(`${url}/api/v2/board`, { signal: AbortSignal.timeout(DEAD_AFTER) })
    if (!answer.ok) throw new Error(`status ${answer.status}`)
    const board = (await answer.json()) as BoardSnapshot
    cursor = board.cursor
    history.note({ kind: 'board', cursor, why: 'it had none' })
  }

  const follow = (url: string, from: string): Promise<string> =>
    new Promise((resolve) => {
      let watchdog: NodeJS.Timeout | undefined
      const end = (how: string): void => {
        clearTimeout(watchdog)
        clearTimeout(going)
        stop()
        resolve(how)
      }
      const alive = (): void => {
        clearTimeout(watchdog)
        watchdog = setTimeout(() => end('silent'), DEAD_AFTER)
      }
      const going = setTimeout(() => end('went elsewhere'), stays * (0.5 + random()))
      leave = () => end('stopped')
      const by = over ?? (OVER[Math.floor(random() * OVER.length)] as Over)
      history.note({ kind: 'opened', node: url, over: by, cursor: from })
      alive()
      const stop = openRawStream(
        by,
        { url, cursor: from, types },
        {
          event: (text) => {
            alive()
            const { sequence, epoch } = JSON.parse(text) as { sequence?: number; epoch?: string }
            // Class B has no place in the log.
            if (sequence === undefined || epoch === undefined) return
            history.note({ kind: 'event', sequence, epoch, ...cutText(text) })
            cursor = `${epoch}.${sequence}`
          },
          control: (control: Control) => {
            alive()
            if (control.control === 'reset') {
              history.note({ kind: 'reset', reason: control.reason })
              cursor = undefined
              end('reset')
            } else if (control.control === 'heartbeat' || control.control === 'hello') {
              history.note({ kind: 'reached', cursor: control.cursor })
              cursor = control.cursor
            }
          },
          ended: end,
        },
      )
    })

  const live = async (): Promise<void> => {
    while (!isOver) {
      const all = urls()
      const url = all[Math.floor(random() * all.length)]
      if (url !== undefined) {
        try {
          if (cursor === undefined) await takeBoard(url)
          else history.note({ kind: 'ended', how: await follow(url, cursor) })
        } catch {
          // Nobody there: the next one, perhaps.
        }
      }
      if (!isOver) await sleep(20 + random() * 100)
    }
  }
  void live()
  return {
    history,
    position: () => (cursor === undefined ? undefined : parseCursor(cursor)?.sequence),
    stop: () => {
      isOver = true
      leave()
    },
  }
}
