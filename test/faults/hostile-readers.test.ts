import { type IncomingMessage, request } from 'node:http'
import { expect, test } from 'vitest'
import { runs } from '../support/chance.ts'
import { harm, seenText, startBesieged } from '../support/hostility/siege.ts'
import { until } from '../support/until.ts'

const WORK = 'x'.repeat(1_900)
const EXPRESSIONS = Array.from({ length: 26 }, (_, i) => `.*x${i % 10}.*x.*y${i}.*`)

/** All of them hold, and no text that they need can be looked for first. */
const COSTLY = Array.from({ length: 26 }, (_, i) => `([x-y]|x[x-z]|xx?)*[a-c]{1,${i + 1}}`)
const costly = (n: number): string =>
  COSTLY.map((one) => `filter=${encodeURIComponent(`text!~"${one}"`)}`).join('&') +
  `&filter=${encodeURIComponent(`alertname!="${n}"`)}`

const filters = (name: string): string =>
  EXPRESSIONS.map((one) => `filter=${encodeURIComponent(`${name}=~"${one}"`)}`).join('&')

/** The answers' statuses to the same question, asked so often at once. */
async function statuses(url: string, times: number): Promise<number[]> {
  return Promise.all(
    Array.from({ length: times }, async () => {
      const response = await fetch(url)
      await response.arrayBuffer()
      return response.status
    }),
  )
}

async function head(url: string): Promise<string> {
  return ((await (await fetch(`${url}/api/v2/events?wait=0&limit=1`)).json()) as { head: string }).head
}

/** `fetch` sets Host by itself. */
function statusFor(url: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { headers, agent: false }, (response) => {
      resolve(response.statusCode)
      response.destroy()
    })
    asking.on('error', reject).end()
  })
}

/** Streams with costly filters of twenty addresses, ten of each; resolves when the server has ended `least` of them. */
async function costlyStreams(url: string, least: number, meanwhile: () => Promise<unknown>): Promise<number> {
  let ended = 0
  const open = Array.from({ length: 200 }, async (_, n) => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { 'x-forwarded-for': `10.1.0.${n % 20}` }
      const asking = request(`${url}/api/v2/events/stream?${costly(n)}`, { headers, agent: false }, resolve)
      asking.on('error', reject).end()
    })
    expect(response.statusCode).toBe(200)
    let text = ''
    response.on('data', (bytes) => {
      text += bytes
    })
    response.on('end', () => {
      if (text.includes('"code":"costly_filter"')) ended++
    })
    response.on('error', () => {})
    return response
  })
  const responses = await Promise.all(open)
  await until('costly filters to be sent away', async () => {
    await meanwhile()
    return ended >= least || undefined
  })
  for (const response of responses) response.destroy()
  return ended
}

test('whatever one reader asks: others are answered, and readers miss nothing', async () => {
  const { server, post, under } = await startBesieged({
    WATCHFLOOR_TRUSTED_PROXIES: '127.0.0.1',
    WATCHFLOOR_INSECURE_OPEN: 'true',
  })
  const fire = async (name: string, count: number): Promise<void> => {
    const alerts = Array.from({ length: count }, (_, i) => ({
      labels: { alertname: `${name}${i}`, severity: 'info', text: `${WORK}${i}` },
    }))
    await post('/api/v2/alerts', JSON.stringify(alerts))
  }
  for (let i = 0; i < 3; i++) await fire(`Wide${i}-`, 500)
  // And a past to look through.
  for (let i = 0; i < Math.min(3, runs(3)); i++) {
    const many = Array.from({ length: 10_000 }, (_, n) => ({ labels: { alertname: 'Many', n: `${i}${n}` } }))
    await post('/api/v2/alerts', JSON.stringify(many))
  }
  const rows: Readonly<Record<string, () => Promise<unknown>>> = {
    '26 filters over groups': () => statuses(`${server.url}/api/v2/alerts/groups?${filters('text')}`, 3),
    '26 filters over alerts': () => statuses(`${server.url}/api/v2/alerts?${filters('text')}`, 3),
    '200 streams with 26 filters': () => {
      let round = 0
      return costlyStreams(server.url, 100, () => fire(`Storm${round++}-`, 100))
    },
    '3 waiting polls with 26 filters': async () => {
      const polls = statuses(
        `${server.url}/api/v2/events?cursor=${await head(server.url)}&wait=2&${costly(0)}`,
        3,
      )
      await fire('Polled', 100)
      return polls
    },
    '10 histories in which nothing is found': () =>
      statuses(`${server.url}/api/v2/history?limit=1000&types=silence_deleted`, 10),
    '10 previews of a silence': () =>
      Promise.all(
        Array.from({ length: 10 }, async () => {
          const matchers = [{ name: 'n', value: '([1-4]|[5-9]|0)*', is_regex: true, is_equal: true }]
          return (await post('/api/v2/silences/preview', JSON.stringify({ matchers }))).status
        }),
      ),
    '10 boards': () => statuses(`${server.url}/api/v2/board`, 10),
    'an image that is a stream': async () => {
      for (let i = 0; i < 40; i++) {
        const status = await statusFor(`${server.url}/api/v2/events/stream`, {
          'sec-fetch-site': 'cross-site',
          'sec-fetch-mode': 'no-cors',
          'sec-fetch-dest': 'image',
        })
        expect(status).toBe(403)
      }
      // The address has lost none of its attempts.
      expect(await statusFor(`${server.url}/api/v2/events/stream`, {})).toBe(200)
    },
    'a name that was made to lead here': async () => {
      for (const path of ['/api/v2/board', '/api/v2/events/stream', '/api/v2/silences', '/-/reload', '/']) {
        expect(await statusFor(`${server.url}${path}`, { host: 'rebound.example:9095' }), path).toBe(421)
      }
    },
  }
  for (const [name, ask] of Object.entries(rows)) {
    const began = performance.now()
    let answered: unknown
    const seen = await under(async () => {
      answered = await ask()
    })
    console.log(
      `${name}: ${JSON.stringify(answered)} after ${(performance.now() - began).toFixed(0)} ms; ${seenText(seen)}`,
    )
    expect.soft(harm(seen), name).toEqual([])
    if (Array.isArray(answered))
      expect
        .soft(
          answered.filter((status) => status >= 500),
          name,
        )
        .toEqual([])
  }
})
