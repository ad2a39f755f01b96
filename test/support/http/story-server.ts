import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BoardSnapshot, LoggedEvent } from '@watchfloor/contract'
import { expect } from 'vitest'
import { HandClock } from '../core/hand-clock.ts'
import { tempDir } from '../temp-dir.ts'
import { runServer } from './run-server.ts'

/** An alert as Alertmanager's API lists it. */
export interface Listed {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly startsAt: string
  readonly endsAt: string
  readonly fingerprint: string
  readonly status: {
    readonly state: string
    readonly silencedBy: readonly string[]
    readonly inhibitedBy: readonly string[]
  }
}

/** One alert to post; times are in seconds of the story. */
export interface Posted {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly active?: readonly [starts: number, ends?: number]
}

/** A server whose clock only moves with the story; it has been listening for long when the story begins at 0. */
export async function startStory(given: { readonly config?: string; readonly resolveTimeout?: number } = {}) {
  const { resolveTimeout = 300 } = given
  const clock = new HandClock()
  const file = join(await tempDir(), 'alertmanager.yml')
  if (given.config !== undefined) await writeFile(file, given.config)
  const server = await runServer({
    config: {
      resolve_timeout: resolveTimeout * 1000,
      ...(given.config === undefined ? {} : { alertmanager_config: file }),
    },
    clock,
    timers: clock,
  })
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 3; turn++)
      await server.core.unacknowledge({ fingerprint: '0000000000000000', life: undefined, name: '-' })
  }
  await clock.pass((resolveTimeout + 2) * 1000, settle)
  const base = clock.now()
  const events: LoggedEvent[] = []
  server.core.log.subscribe((batch) => events.push(...batch))
  const time = (second: number): string => new Date(base + second * 1000).toISOString()
  const ask = (path: string, init?: RequestInit): Promise<Response> =>
    fetch(`${server.url}/api/v2${path}`, init)
  const post = (path: string, body: unknown): Promise<Response> =>
    ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  return {
    time,
    ask,
    post,
    /** Seconds of the story that a time of the server is. */
    second: (text: string): number => (Date.parse(text) - base) / 1000,
    /** Lets the story go on until this second. */
    at: async (second: number): Promise<void> => {
      await clock.pass(base + second * 1000 - clock.now(), settle)
    },
    push: async (...alerts: readonly Posted[]): Promise<void> => {
      const body = alerts.map(({ labels, annotations = {}, active }) => ({
        labels,
        annotations,
        ...(active === undefined ? {} : { startsAt: time(active[0]) }),
        ...(active?.[1] === undefined ? {} : { endsAt: time(active[1]) }),
      }))
      expect((await post('/alerts', body)).status).toBe(200)
    },
    alerts: async (query = ''): Promise<readonly Listed[]> =>
      (await (await ask(`/alerts${query}`)).json()) as Listed[],
    board: async (): Promise<BoardSnapshot> => (await (await ask('/board')).json()) as BoardSnapshot,
    /** `type alertname` of what happened to alerts since the last call. */
    told: (): readonly string[] =>
      events
        .splice(0)
        .flatMap((event) =>
          event.source === 'alert_processor' ? [`${event.type} ${event.data.alertname}`] : [],
        ),
  }
}
