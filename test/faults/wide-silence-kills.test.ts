import { isDurable, type LoggedEvent, type Page } from '@watchfloor/contract'
import { expect, onTestFinished, test } from 'vitest'
import { ask } from '../support/http/ask.ts'
import { type ServerProcess, startServerProcess } from '../support/programs/server-process.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'

const ALERTS = 5_000
/** A kill is only of interest between the first and the last event, and comes too late now and then. */
const MOST_ROUNDS = 6

const hour = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString()

/** Fingerprints of the alerts that list this silence. */
async function silencedBy(server: ServerProcess, id: string): Promise<readonly string[]> {
  const { body } = await ask(server, 'GET', '/alerts')
  return (body as { fingerprint: string; status: { silencedBy: string[] } }[])
    .filter(({ status }) => status.silencedBy.includes(id))
    .map(({ fingerprint }) => fingerprint)
}

async function logSince(server: ServerProcess, from: string): Promise<readonly LoggedEvent[]> {
  const events: LoggedEvent[] = []
  for (let cursor = from; ; ) {
    const { body } = await ask(server, 'GET', `/events?limit=1000&types=alert_silenced&cursor=${cursor}`)
    const page = body as Page
    expect(page.reset).toBeUndefined()
    events.push(...page.events.filter(isDurable))
    cursor = page.cursor
    if (!page.more) return events
  }
}

/** Resolves with the first event of this type. */
async function firstOf(server: ServerProcess, type: string): Promise<void> {
  const response = await fetch(`${server.url}/api/v2/events/stream?types=${type}`)
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  for (let text = ''; !text.includes(`"${type}"`); ) text += (await reader?.read())?.value ?? ''
  reader?.cancel().catch(() => {})
}

test('S7, S13: kill -9 in the middle of a silence over 5,000 alerts: after the restart all are silenced, each told once', async () => {
  const folder = await tempDir()
  const start = async (): Promise<ServerProcess> => {
    const env = { WATCHFLOOR_SILENCES_CONFIRM_PERCENT: '100', WATCHFLOOR_SILENCES_CONFIRM_ALERTS: '100000' }
    const started = await startServerProcess(folder, { env })
    onTestFinished(() => started.program.stop('SIGKILL'))
    return started
  }
  let server = await start()
  for (let from = 0; from < ALERTS; from += 500) {
    const alerts = Array.from({ length: 500 }, (_, n) => ({
      labels: { alertname: 'A', team: 'a', n: `${from + n}` },
      endsAt: hour(2),
    }))
    expect((await ask(server, 'POST', '/alerts', alerts)).status).toBe(200)
  }
  for (let round = 0, terms = 0; terms < 2; round++) {
    expect(round).toBeLessThan(MOST_ROUNDS)
    const { cursor } = (await ask(server, 'GET', '/board')).body as { cursor: string }
    const first = firstOf(server, 'alert_silenced').catch(() => {})
    const made = ask(server, 'POST', '/silences', {
      matchers: [{ name: 'team', value: 'a', isRegex: false }],
      startsAt: hour(0),
      endsAt: hour(1),
      createdBy: 'Ana',
      comment: `round ${round}`,
    }).catch(() => undefined)
    await first
    await server.kill()
    await made
    server = await start()
    const silences = (await ask(server, 'GET', '/silences')).body as { id: string; comment: string }[]
    const id = silences.find(({ comment }) => comment === `round ${round}`)?.id ?? ''
    const running = server
    const silenced = await until('all of them silenced', async () => {
      const found = await silencedBy(running, id)
      return found.length === ALERTS ? found : undefined
    })
    const log = await logSince(server, cursor)
    const told = log.flatMap((event) => (event.type === 'alert_silenced' ? [event.data.fingerprint] : []))
    expect(told.toSorted()).toEqual(silenced.toSorted())
    // Told by the server that was killed, and by the next.
    terms = new Set(log.map(({ epoch }) => epoch)).size
    expect((await ask(server, 'DELETE', `/silence/${id}`)).status).toBe(200)
    expect(await silencedBy(server, id)).toEqual([])
  }
  await server.program.stop()
})
