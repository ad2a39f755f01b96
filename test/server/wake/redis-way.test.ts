import { expect, test } from 'vitest'
import { type RedisPlace, redisWay } from '../../../server/src/wake/redis-way.ts'
import { sharedRedis } from '../../support/programs/redis.ts'
import { realWakes, troubled, wake, working } from '../../support/store/real-wakes.ts'
import { until } from '../../support/until.ts'

const redis = sharedRedis()

const server = (place: RedisPlace) => realWakes(redisWay(place))

test('what one commits the others hear of, and who said it does not wake itself', async () => {
  const place = redis().newPlace()
  const [one, other, stranger] = [server(place), server(place), server(redis().newPlace())]
  await working(one, other, stranger)
  const woken = new Promise<void>((resolve) => {
    other.onWake(() => {
      if (other.looks.at(-1) === 'redis') resolve()
    })
  })
  one.publish(7)
  await woken
  expect(one.looks).not.toContain('redis')
  expect(stranger.looks).not.toContain('redis')
  expect(one.findings()).toEqual([{ component: 'Redis', kind: 'server', quiet: false, status: 'healthy' }])
})

test('emptied, full and told nonsense, it goes on waking', async () => {
  const place = redis().newPlace()
  const [one, other] = [server(place), server(place)]
  await working(one, other)
  await redis().ask('FLUSHALL')
  await redis().ask('CONFIG', 'SET', 'maxmemory', '1mb')
  await expect(redis().ask('SET', 'key', 'x'.repeat(2_000_000))).rejects.toThrow(/OOM/)
  for (const nonsense of [
    '',
    '\u0000',
    'server wake',
    `${'n'.repeat(65)} wake 1`,
    'a b c',
    'a wake\n',
    'é word x',
  ])
    await redis().ask('PUBLISH', place.channel, nonsense)
  await wake(one, other)
  await wake(other, one)
  await redis().ask('CONFIG', 'SET', 'maxmemory', '64mb')
  expect(one.words()).toEqual(new Map())
})

test('a flood of wakes is a look every few milliseconds', async () => {
  const place = redis().newPlace()
  const one = server(place)
  await working(one)
  const before = one.looks.length
  const began = performance.now()
  const flood = `for n = 1, 20000 do redis.call('PUBLISH', '${place.channel}', 'x wake 1') end`
  await redis().ask('EVAL', flood, '0')
  await wake(server(place), one)
  expect(one.looks.length - before).toBeLessThan((performance.now() - began) / 2 + 2)
})

test('by TLS, with a user that may do no more than is needed', async () => {
  const place = redis().newPlace({
    port: redis().tlsPort,
    user: 'secured',
    password: 'open sesame',
    tls: { ca: redis().authority },
  })
  const [one, other] = [server(place), server(place)]
  await working(one, other)
  await wake(one, other)
  const [stranger, misnamed, wrong, elsewhere] = [
    server({ ...place, tls: { ca: undefined } }),
    server({ ...place, host: 'localhost' }),
    server({ ...place, password: 'guessed' }),
    server({ ...place, channel: 'others' }),
  ]
  expect(await troubled(stranger)).toMatch(/self-signed certificate/)
  expect(await troubled(misnamed)).toMatch(/localhost\. is not in the cert's altnames/)
  expect(await troubled(wrong)).toMatch(/WRONGPASS/)
  expect(await troubled(elsewhere)).toMatch(/NOPERM/)
  expect(JSON.stringify([stranger, misnamed, wrong, elsewhere].map((one) => one.findings()))).not.toMatch(
    /sesame|guessed/,
  )
})

test('of what a server says of itself the others know the last word', async () => {
  const place = redis().newPlace()
  const [one, other] = [server(place), server(place)]
  await working(one, other)
  let says = 'ann'
  one.say(() => says)
  const word = (text: string) =>
    until(text, () => [...(other.words() ?? [])].some(([, said]) => said === text) || undefined)
  await word('ann')
  says = 'ann, bob'
  one.unsaid()
  await word('ann, bob')
  expect(other.words()?.size).toBe(1)
  expect(one.words()).toEqual(new Map())
})
