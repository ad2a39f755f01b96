import { isDurable, type LoggedEvent, type Page } from '@watchfloor/contract'
import { expect, onTestFinished, test } from 'vitest'
import { runs, takeSeed } from '../support/chance.ts'
import { post } from '../support/http/post.ts'
import { startServerProcess } from '../support/programs/server-process.ts'
import { seeded } from '../support/seeded.ts'
import { tempDir } from '../support/temp-dir.ts'

async function readLog(url: string): Promise<LoggedEvent[]> {
  const events: LoggedEvent[] = []
  const start = (await (await fetch(`${url}/api/v2/board`)).json()) as { cursor: string }
  let cursor = `${start.cursor.split('.')[0]}.0`
  for (;;) {
    const page = (await (await fetch(`${url}/api/v2/events?limit=1000&cursor=${cursor}`)).json()) as Page
    expect(page.reset).toBeUndefined()
    events.push(...page.events.filter(isDurable))
    cursor = page.cursor
    if (!page.more) return events
  }
}

const ROUNDS = runs(4)

async function silence(url: string, comment: string, answered: Set<string>): Promise<void> {
  const now = Date.now()
  const body = JSON.stringify({
    matchers: [{ name: 'team', value: comment, isRegex: false }],
    startsAt: new Date(now).toISOString(),
    endsAt: new Date(now + 3_600_000).toISOString(),
    createdBy: 'test',
    comment,
  })
  const response = await post(`${url}/api/v2/silences`, body).catch(() => undefined)
  if (response?.status === 200) answered.add(comment)
}

test('S13, S16: kill -9 under load loses nothing that was answered, repeats nothing, and keeps the sequence whole', async () => {
  const seed = takeSeed()
  const random = seeded(seed)
  const folder = await tempDir()
  const answered = new Set<string>()
  const silenced = new Set<string>()
  /** Where clients stood at some moment under load, in every term. */
  const cursors: string[] = []
  let count = 0

  for (let round = 0; round < ROUNDS; round++) {
    const server = await startServerProcess(folder)
    onTestFinished(() => server.program.stop('SIGKILL'))
    const killAfter = 20 + Math.floor(random() * 60)
    let done = 0
    let killed: Promise<void> | undefined
    const sender = async (): Promise<void> => {
      while (killed === undefined) {
        const names = Array.from({ length: 1 + Math.floor(random() * 20) }, () => `Alert${count++}`)
        const endsAt = new Date(Date.now() + 3_600_000).toISOString()
        const response = await post(
          `${server.url}/api/v2/alerts`,
          names.map((alertname) => ({ labels: { alertname }, endsAt })),
        ).catch(() => undefined)
        if (response?.status === 200) for (const name of names) answered.add(name)
        if (done % 5 === 0) await silence(server.url, `Silence${count++}`, silenced)
        if (done % 10 === 0) {
          const board = await fetch(`${server.url}/api/v2/board`)
            .then((answer) => answer.json() as Promise<{ cursor: string }>)
            .catch(() => undefined)
          if (board !== undefined) cursors.push(board.cursor)
        }
        if (++done === killAfter) killed = server.kill()
      }
    }
    await Promise.all(Array.from({ length: 4 }, sender))
    await killed
  }

  const server = await startServerProcess(folder)
  onTestFinished(() => server.program.stop())
  const log = await readLog(server.url)
  expect(log.map((event) => event.sequence)).toEqual(log.map((_, index) => index + 1))
  const created = log.flatMap((event) => (event.type === 'alert_created' ? [event.data.alertname] : []))
  expect(new Set(created).size).toBe(created.length)
  const known = new Set(created)
  const missing = [...answered].filter((name) => !known.has(name))
  expect(missing).toEqual([])
  const kept = (await (await fetch(`${server.url}/api/v2/silences`)).json()) as { comment: string }[]
  const comments = new Set(kept.map(({ comment }) => comment))
  expect(comments.size).toBe(kept.length)
  expect([...silenced].filter((comment) => !comments.has(comment))).toEqual([])
  expect(log.filter((event) => event.type === 'alert_resolved')).toEqual([])
  expect(answered.size).toBeGreaterThan(100)
  expect(new Set(cursors.map((cursor) => cursor.split('.')[0])).size).toBe(ROUNDS)
  for (const cursor of cursors) {
    const sequence = Number(cursor.split('.')[1])
    const page = (await (await fetch(`${server.url}/api/v2/events?limit=5&cursor=${cursor}`)).json()) as Page
    expect(page.reset, cursor).toBeUndefined()
    const next = log.slice(sequence, sequence + 5).map((event) => event.id)
    expect(page.events.map((event) => event.id).slice(0, next.length), cursor).toEqual(next)
  }
  console.log(
    `${ROUNDS} kills: ${answered.size} alerts and ${silenced.size} silences were answered, all are there`,
  )
}, 1_200_000)
