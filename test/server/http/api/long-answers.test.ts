import { type IncomingMessage, request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import type { BoardSnapshot } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { post } from '../../../support/http/post.ts'
import { sharedServer } from '../../../support/http/run-server.ts'

const PAGE = 'https://board.example.com'
const LEVELS = ['warning', 'critical', 'info', 'high'] as const
const shared = sharedServer({ config: { allowed_origins: [PAGE] } }, async ({ url }) => {
  const endsAt = new Date(Date.now() + 3_600_000).toISOString()
  const alerts = Array.from({ length: 400 }, (_, i) => ({
    labels: { alertname: `Alert${i}`, severity: LEVELS[i % 4] },
    annotations: { summary: `Something is wrong with number ${i}` },
    endsAt,
  }))
  await post(`${url}/api/v2/alerts`, alerts)
})

interface Answer {
  readonly message: IncomingMessage
  readonly bytes: Buffer
}

/** As it comes over the wire. */
async function ask(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const message = await new Promise<IncomingMessage>((resolve, reject) => {
    request(`${shared().url}${path}`, { headers }, resolve).once('error', reject).end()
  })
  return { message, bytes: await buffer(message) }
}

const GZIP = { 'accept-encoding': 'gzip, deflate, br' }

function textOf({ message, bytes }: Answer): string {
  return (message.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString()
}

interface Listed {
  readonly events?: readonly { readonly sequence: number }[]
}

/** What of an answer stands still: statistics and the time move on by themselves, and so do the ends of a page. */
function standing({ events, ...board }: Listed, other: Listed): object {
  const both = new Set(other.events?.map(({ sequence }) => sequence))
  const rest = { ...board, before: '', server_time: '', stats: '' }
  return { ...rest, events: events?.filter(({ sequence }) => both.has(sequence)) }
}

test.each(['/api/v2/board', '/api/v2/history?limit=300', '/api/v2/board?first=100'])(
  '%s is compressed for who takes it so, and says that it varies',
  async (path) => {
    const plain = await ask(path)
    expect(plain.message.headers['content-encoding']).toBeUndefined()
    const packed = await ask(path, { ...GZIP, origin: PAGE })
    expect(packed.message.headers['content-encoding']).toBe('gzip')
    expect(packed.message.headers['content-length']).toBe(String(packed.bytes.length))
    expect(packed.message.headers.vary).toBe('Origin, Accept-Encoding')
    expect(plain.message.headers.vary).toBe('Accept-Encoding')
    expect(packed.bytes.length).toBeLessThan(plain.bytes.length / 3)
    const [one = {}, other = {}] = [plain, packed].map((answer) => JSON.parse(textOf(answer)) as Listed)
    expect(standing(other, one)).toEqual(standing(one, other))
  },
)

test('the tag of the board in other bytes is weak, and counts for both', async () => {
  expect((await ask('/api/v2/board')).message.headers.etag).toMatch(/^"/)
  // Statistics and health rows may make another board of it meanwhile.
  const asked = async (): Promise<unknown> => {
    const { etag = '' } = (await ask('/api/v2/board', GZIP)).message.headers
    const status = async (tag: string): Promise<number | undefined> =>
      (await ask('/api/v2/board', { ...GZIP, 'if-none-match': tag })).message.statusCode
    return [etag.slice(0, 3), await status(etag), await status(etag.slice(2))]
  }
  await expect.poll(asked).toEqual(['W/"', 304, 304])
  const { etag: part = '' } = (await ask('/api/v2/board?first=10')).message.headers
  expect((await ask('/api/v2/board', { 'if-none-match': part })).message.statusCode).toBe(200)
})

test('the past board is compressed as it is made', async () => {
  const at = encodeURIComponent(new Date().toISOString())
  const packed = await ask(`/api/v2/board?at=${at}`, GZIP)
  expect(packed.message.headers['content-encoding']).toBe('gzip')
  expect((JSON.parse(textOf(packed)) as BoardSnapshot).alerts).toHaveLength(400)
})

test('a stream is never compressed, nor is a poll', async () => {
  const { cursor } = JSON.parse(textOf(await ask('/api/v2/board'))) as BoardSnapshot
  const poll = await ask(`/api/v2/events?cursor=${cursor.split('.')[0]}.0&limit=300`, GZIP)
  expect(poll.message.headers['content-encoding']).toBeUndefined()
  const stream = await new Promise<IncomingMessage>((resolve) => {
    const asked = request(`${shared().url}/api/v2/events/stream`, { headers: GZIP }, (message) => {
      resolve(message)
      asked.destroy()
    })
    asked.on('error', () => {}).end()
  })
  expect(stream.headers['content-encoding']).toBeUndefined()
})

test('a first look is of the worst, and counts the others', async () => {
  const first = JSON.parse(textOf(await ask('/api/v2/board?first=150'))) as BoardSnapshot
  expect(first.alerts.filter(({ level }) => level === 'critical')).toHaveLength(100)
  expect(first.alerts.filter(({ level }) => level === 'high')).toHaveLength(50)
  expect(first.left_out).toEqual({ critical: 0, high: 50, warning: 100, unset: 0, info: 100 })
  const all = JSON.parse(textOf(await ask('/api/v2/board?first=400'))) as BoardSnapshot
  expect([all.left_out, all.alerts.length]).toEqual([undefined, 400])
})

test.each(['0', '1001', 'x', '1.5', ''])('first=%s is refused', async (first) => {
  const answer = await ask(`/api/v2/board?first=${first}`)
  expect([answer.message.statusCode, textOf(answer)]).toEqual([400, expect.stringContaining('first must be')])
})
