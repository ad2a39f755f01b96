import { expect, onTestFinished, test } from 'vitest'
import { systemClock, systemTimers } from '../../../server/src/ground/clock.ts'
import { SILENT } from '../../../server/src/ground/logger.ts'
import { notifyWay } from '../../../server/src/storage/postgres/notify-way.ts'
import type { Place } from '../../../server/src/storage/postgres/place.ts'
import { keepWakes } from '../../../server/src/wake/wakes.ts'
import { sharedPostgres } from '../../support/programs/postgres.ts'
import { until } from '../../support/until.ts'

const postgres = sharedPostgres()

function server(node: string, place: Place) {
  const looks: string[] = []
  const wakes = keepWakes({
    node,
    maker: notifyWay(place),
    clock: systemClock,
    timers: systemTimers,
    random: Math.random,
    logger: SILENT,
    onLook: (by) => looks.push(by),
  })
  onTestFinished(wakes.close)
  return { ...wakes, looks }
}

test('without Redis they hear each other by the database, those of one schema; lost, it is opened again', async () => {
  const place = await postgres().newPlace()
  const [one, other, stranger] = [
    server('one', place),
    server('other', place),
    server('stranger', { ...place, schema: 'elsewhere' }),
  ]
  const all = [one, other, stranger]
  const working = () => until('it to work', () => all.every((each) => each.reading().isWorking) || undefined)
  const wake = () =>
    until('a wake', () => {
      one.publish(1)
      return other.looks.includes('notify') || undefined
    })
  await working()
  await wake()
  expect(stranger.looks).not.toContain('notify')
  expect(one.words()).toBeUndefined()
  expect(one.findings()).toEqual([])
  await postgres().ask(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'watchfloor nodes'",
  )
  expect(await until('the row to say why', () => one.findings()[0]?.message)).toMatch(
    /^LISTEN and NOTIFY of .* cannot be used since/,
  )
  await working()
  other.looks.length = 0
  await wake()
  expect(one.findings()[0]?.status).toBe('healthy')
})
