import type { BoardSnapshot, LabelSet } from '@watchfloor/contract'
import type { Server } from '@watchfloor/server'
import { expect, test } from 'vitest'
import { type DemoOptions, playDemo } from '../../../server/src/demo/play-demo.ts'
import { type Beat, Story } from '../../../server/src/demo/story.ts'
import { systemClock } from '../../../server/src/ground/clock.ts'
import { post } from '../../support/http/post.ts'
import { runServer } from '../../support/http/run-server.ts'
import { until } from '../../support/until.ts'

function options(server: Server, given: Partial<DemoOptions>): DemoOptions {
  return {
    server: server.url,
    speed: 60,
    seed: 7,
    mix: false,
    fetcher: fetch,
    clock: systemClock,
    stop: new AbortController().signal,
    say: () => {},
    ...given,
  }
}

async function board(server: Server): Promise<BoardSnapshot> {
  return (await (await fetch(`${server.url}/api/v2/board`)).json()) as BoardSnapshot
}

async function postForeign(server: Server, labels: LabelSet = { alertname: 'Real' }): Promise<void> {
  const body = JSON.stringify([{ labels }])
  await post(`${server.url}/api/v2/alerts`, body)
}

test('the demo brings a server to life, marks all of it, and clears up when it is stopped', async () => {
  const server = await runServer()
  const stop = new AbortController()
  const played = playDemo(options(server, { stop: stop.signal }))
  const lively = await until('a storm, a silence and somebody who takes an alert', async () => {
    const { alerts, silences } = await board(server)
    const busy = alerts.length > 60 && silences.length > 0
    return busy && alerts.some((alert) => alert.acknowledged_by !== null) ? { alerts, silences } : undefined
  })
  expect(lively.alerts.filter(({ labels }) => labels.demo !== 'true')).toEqual([])
  expect(new Set(lively.alerts.map(({ labels }) => labels.cluster)).size).toBe(3)
  expect(new Set(lively.alerts.map(({ level }) => level)).size).toBeGreaterThanOrEqual(4)
  for (const silence of lively.silences) {
    expect(silence.matchers).toContainEqual({ name: 'demo', value: 'true', is_regex: false, is_equal: true })
  }
  stop.abort()
  expect(await played).toEqual({ ok: true })
  const after = await board(server)
  expect(after.alerts.filter(({ status }) => status === 'firing')).toEqual([])
  expect(after.alerts.filter(({ resolved_by }) => resolved_by !== 'sender')).toEqual([])
  expect(after.silences).toEqual([])
})

test('a server that holds other alerts is left alone, unless mixing is asked for', async () => {
  const server = await runServer()
  await postForeign(server)
  expect(await playDemo(options(server, {}))).toEqual({
    ok: false,
    message: expect.stringMatching(/holds 1 alerts that are not the demo's, such as Real.*--mix/),
  })
  expect((await board(server)).alerts.map(({ alertname }) => alertname)).toEqual(['Real'])

  const stop = new AbortController()
  const played = playDemo(options(server, { mix: true, stop: stop.signal }))
  await until('alerts of the demo', async () => ((await board(server)).alerts.length > 20 ? true : undefined))
  stop.abort()
  expect(await played).toEqual({ ok: true })
  const firing = (await board(server)).alerts.filter(({ status }) => status === 'firing')
  expect(firing.map(({ alertname }) => alertname)).toEqual(['Real'])
})

test('what an earlier demo left behind is cleared first', async () => {
  const server = await runServer()
  await postForeign(server, { alertname: 'LeftBehind', demo: 'true', cluster: 'eu-1' })
  const stop = new AbortController()
  const played = playDemo(options(server, { stop: stop.signal }))
  await until('the old alert to end', async () => {
    const old = (await board(server)).alerts.find(({ alertname }) => alertname === 'LeftBehind')
    return old?.status === 'resolved' ? true : undefined
  })
  stop.abort()
  expect(await played).toEqual({ ok: true })
})

test('a server that cannot be reached is said so, with what to do', async () => {
  const server = await runServer()
  await server.close()
  expect(await playDemo(options(server, {}))).toEqual({
    ok: false,
    message: expect.stringMatching(/^Cannot reach http:.*npm start/),
  })
})

test('the same seed tells the same story, whatever the pace', () => {
  const tell = (seed: number, step: number): string[] => {
    const story = new Story(seed, 0)
    const beats: Beat[] = []
    for (let seconds = 0; seconds <= 1200; seconds += step) beats.push(...story.advance(seconds, 0))
    return beats.map((beat) => JSON.stringify(beat))
  }
  const told = tell(3, 1)
  expect(tell(3, 30)).toEqual(told)
  expect(tell(4, 1)).not.toEqual(told)
  const kinds = new Set(told.map((beat) => (JSON.parse(beat) as Beat).kind))
  expect([...kinds].sort()).toEqual(['acknowledge', 'fire', 'resolve', 'say', 'silence'])
})
