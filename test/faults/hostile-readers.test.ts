import { request } from 'node:http'
import { expect, test } from 'vitest'
import { harm, startBesieged } from '../support/hostility/siege.ts'

const WORK = 'x'.repeat(1_900)
const EXPRESSIONS = Array.from({ length: 26 }, (_, i) => `.*x${i % 10}.*x.*y${i}.*`)

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

test('whatever one reader asks: others are answered, and readers miss nothing', async () => {
  const { server, bound, post, under } = await startBesieged()
  const alerts = Array.from({ length: 1_500 }, (_, i) => ({
    labels: { alertname: `Wide${i}`, severity: 'info', text: `${WORK}${i}` },
  }))
  for (let i = 0; i < 3; i++)
    await post('/api/v2/alerts', JSON.stringify(alerts.slice(i * 500, i * 500 + 500)))
  const rows: Readonly<Record<string, () => Promise<unknown>>> = {
    '26 filters over groups': () => statuses(`${server.url}/api/v2/alerts/groups?${filters('text')}`, 3),
    '26 filters over alerts': () => statuses(`${server.url}/api/v2/alerts?${filters('text')}`, 3),
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
      `${name}: ${JSON.stringify(answered)} after ${(performance.now() - began).toFixed(0)} ms; /healthz at most ${seen.worst.toFixed(0)} ms of ${bound.toFixed(0)} (${seen.longest.toFixed(0)} by the clock)`,
    )
    expect.soft(harm(seen, bound), name).toEqual([])
    if (Array.isArray(answered))
      expect
        .soft(
          answered.filter((status) => status >= 500),
          name,
        )
        .toEqual([])
  }
})
