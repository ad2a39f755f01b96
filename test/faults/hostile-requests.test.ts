import { expect, test } from 'vitest'
import { runs } from '../support/chance.ts'
import { harm, memoryOf, seenText, startBesieged } from '../support/hostility/siege.ts'
import { type StormResult, storm } from '../support/hostility/storm.ts'

const MS = Math.max(4_000, runs(8_000))

/** `npm run soak -- --only hostile --minutes 60` is the same for an hour. */
test('hostile requests over every route: all are answered, others do not notice, and memory comes back', async () => {
  const seed = Number(process.env.HOSTILE_SEED ?? Math.floor(Math.random() * 2 ** 32))
  const { server, under } = await startBesieged()
  const before = await memoryOf(server)
  let result: StormResult | undefined
  const seen = await under(async () => {
    result = await storm(server.url, seed, MS)
  })
  const left = (await memoryOf(server)) - before
  console.log(
    `HOSTILE_SEED=${seed}: ${result?.requests} requests, ${JSON.stringify(result?.statuses)}; ${seenText(seen)}; ${left.toFixed(0)} MiB left; slowest ${result?.slowest.ms.toFixed(0)} ms: ${result?.slowest.request.slice(0, 200)}`,
  )
  expect(result?.broken, `HOSTILE_SEED=${seed}`).toEqual([])
  expect(harm(seen), `HOSTILE_SEED=${seed}`).toEqual([])
  // The alerts that it took stay.
  expect(left).toBeLessThan(300)
})
