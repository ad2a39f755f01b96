import { expect, test } from 'vitest'
import { RefusalTally, refusalText } from '../../../server/src/alerts/refusals.ts'
import { post } from '../../support/http/post.ts'
import { runServer } from '../../support/http/run-server.ts'

test('twenty reasons are kept and told, of the others the number; a reason that is not kept is not worked out', () => {
  const tally = new RefusalTally({ count: 5, reasons: ['a', 'b'] })
  let workedOut = 0
  for (let n = 0; n < 1_000_000; n++) tally.add(() => `reason ${++workedOut}`)
  expect([tally.count, tally.reasons.length, workedOut]).toEqual([1_000_005, 20, 18])
  const sum = new RefusalTally({ count: 19, reasons: Array.from({ length: 19 }, (_, n) => `${n}`) })
  sum.addAll(tally)
  expect([sum.count, sum.reasons.length, sum.reasons.at(-1)]).toEqual([1_000_024, 20, 'a'])
  expect(refusalText(sum)).toMatch(/^0; 1; .*; a; and 1000004 more$/)
})

test('a request of very many alerts that cannot be used is answered in few words, on every path that takes alerts', async () => {
  const server = await runServer()
  const unusable = Array.from({ length: 5_000 }, () => ({ labels: { alertname: '' } }))
  for (const [path, body] of [
    ['/api/v2/alerts', unusable],
    ['/api/v2/webhooks/generic', unusable],
  ] as const) {
    const text = await (await post(`${server.url}${path}`, body)).text()
    expect(text.length, path).toBeLessThan(8_000)
  }
})
