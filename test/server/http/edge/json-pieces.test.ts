import Fastify from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { createShares } from '../../../../server/src/ground/shares.ts'
import { listPieces, sendPieces } from '../../../../server/src/http/edge/json-pieces.ts'
import { HandClock } from '../../../support/core/hand-clock.ts'

test('a list that is answered piece by piece is whole, however long it is and however much of it comes at once', async () => {
  const clock = new HandClock()
  let turnsTaken = 0
  const shares = createShares({
    monotonic: clock.monotonic,
    soon: (run) => {
      turnsTaken++
      setImmediate(run)
    },
  })
  for (const count of [0, 1, 2, 3_000, 20_000]) {
    turnsTaken = 0
    const app = Fastify()
    onTestFinished(() => app.close())
    app.decorateRequest('principal', { getter: () => ({ name: 'Ana' }) as never })
    app.get('/list', (request, reply) =>
      sendPieces(
        { shares, clock },
        request,
        reply,
        listPieces(Array(count).keys(), (n) => ({ n, text: 'ö"' })),
      ),
    )
    const answer = await app.inject('/list')
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(answer.json()).toEqual(Array.from({ length: count }, (_, n) => ({ n, text: 'ö"' })))
    // 23 characters an item, and 65,536 a turn.
    expect(turnsTaken).toBeLessThan(10)
    expect(turnsTaken >= 1).toBe(count > 2_900)
  }
})
