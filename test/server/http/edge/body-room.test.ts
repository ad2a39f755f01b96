import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, onTestFinished, test } from 'vitest'
import { BodyRoom } from '../../../../server/src/http/edge/body-room.ts'
import { HandClock } from '../../../support/core/hand-clock.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

test('a place that was left holds nothing of its request, however long the place itself is held', async () => {
  const clock = new HandClock()
  const room = new BodyRoom({
    limit: 1_000,
    bytesPerSecond: 1,
    timers: clock,
    monotonic: clock.monotonic,
  })
  onTestFinished(() => room.close())
  const requests: WeakRef<object>[] = []
  const places = Array.from({ length: 3 }, () => {
    const request = { refusals: 0 }
    requests.push(new WeakRef(request))
    return room.enter('127.0.0.1', () => void request.refusals++)
  })
  const held = (): number => {
    collect()
    return requests.filter((request) => request.deref() !== undefined).length
  }
  await expect.poll(held).toBe(3)
  for (const place of places) place.leave()
  await expect.poll(held).toBe(0)
})
