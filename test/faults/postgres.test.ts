import { type BoardSnapshot, isDurable, type LoggedEvent, type Page } from '@watchfloor/contract'
import { expect, onTestFinished, test } from 'vitest'
import { BUDGET, takeSeed } from '../support/chance.ts'
import { post } from '../support/http/post.ts'
import { runServer } from '../support/http/run-server.ts'
import { sharedPostgres } from '../support/programs/postgres.ts'
import { seeded } from '../support/seeded.ts'
import { until } from '../support/until.ts'

const postgres = sharedPostgres()

/** How often the database goes away: everyday once each way, nightly more. */
const ROUNDS = Math.max(1, Math.floor(BUDGET / 4))

async function readLog(url: string): Promise<readonly LoggedEvent[]> {
  const events: LoggedEvent[] = []
  const { cursor: head } = (await (await fetch(`${url}/api/v2/board`)).json()) as { cursor: string }
  for (let cursor = `${head.split('.')[0]}.0`; ; ) {
    const page = (await (await fetch(`${url}/api/v2/events?limit=1000&cursor=${cursor}`)).json()) as Page
    expect(page.reset).toBeUndefined()
    events.push(...page.events.filter(isDurable))
    cursor = page.cursor
    if (!page.more) return events
  }
}

async function healthOf(url: string): Promise<BoardSnapshot['health']> {
  return ((await (await fetch(`${url}/api/v2/board`)).json()) as BoardSnapshot).health
}

test('S13: PostgreSQL killed, stopped and frozen under load: refused meanwhile and said so, and then all goes on; nothing that was answered is lost, and nothing is there twice', async () => {
  const random = seeded(takeSeed())
  const { host, port, database, user, schema } = await postgres().newPlace()
  const config = {
    store: 'postgres',
    postgres: { host, port, database, user, schema, patience: 1_000 },
  } as const
  const server = await runServer({ config })
  const { url } = server
  const answered = new Set<string>()
  let refused = 0
  let sent = 0
  let isOver = false
  const sender = async (): Promise<void> => {
    while (!isOver) {
      const names = Array.from({ length: 1 + Math.floor(random() * 20) }, () => `Alert${sent++}`)
      const answer = await post(
        `${url}/api/v2/alerts`,
        names.map((alertname) => ({ labels: { alertname } })),
      )
      await answer.body?.cancel()
      expect([200, 503]).toContain(answer.status)
      if (answer.status === 200) for (const name of names) answered.add(name)
      else refused++
    }
  }
  onTestFinished(() => {
    isOver = true
  })
  const senders = Promise.all([sender(), sender(), sender()])
  senders.catch(() => undefined)
  const moreOf = (count: () => number, what: string): Promise<true> => {
    const before = count()
    return until(what, () => (count() > before + 3 ? true : undefined))
  }
  const moreAnswered = () => moreOf(() => answered.size, 'more that is stored')
  const moreRefused = () => moreOf(() => refused, 'more that is refused')
  await moreAnswered()
  for (let round = 0; round < ROUNDS; round++) {
    await postgres().stop('SIGKILL')
    await moreRefused()
    expect((await healthOf(url))[0]).toMatchObject({
      component: 'Store',
      status: 'unhealthy',
      message: expect.stringContaining('PostgreSQL'),
    })
    await postgres().start()
    await moreAnswered()
    await postgres().freeze()
    await moreRefused()
    await postgres().goOn()
    await moreAnswered()
    await postgres().stop()
    await moreRefused()
    await postgres().start()
    await moreAnswered()
  }
  isOver = true
  await senders
  await until('a healthy store', async () => (await healthOf(url))[0]?.status === 'healthy' || undefined)

  const log = await readLog(url)
  expect(log.map(({ sequence }) => sequence)).toEqual(log.map((_, n) => n + 1))
  const created = log.flatMap((event) => (event.type === 'alert_created' ? [event.data.alertname] : []))
  expect(new Set(created).size).toBe(created.length)
  expect([...answered].filter((name) => !created.includes(name))).toEqual([])
  // What this server has in memory is what another start reads.
  const boardOf = async (url: string) => {
    const { alerts } = (await (await fetch(`${url}/api/v2/board`)).json()) as BoardSnapshot
    return alerts.map(({ life }) => life).toSorted()
  }
  const before = await boardOf(url)
  await server.close()
  const again = await runServer({ config })
  expect(await boardOf(again.url)).toEqual(before)
  expect(await readLog(again.url).then((read) => read.slice(0, log.length))).toEqual(log)
})
