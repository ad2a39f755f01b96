import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BoardSnapshot, LoggedEvent } from '@watchfloor/contract'
import { describe, expect, test } from 'vitest'
import { loadSettings } from '../../../../server/src/config/load-settings.ts'
import type { Settings } from '../../../../server/src/config/settings.ts'
import { sharedServer } from '../../../support/http/run-server.ts'

const ROOT = join(import.meta.dirname, '../../../..')
const READY = join(ROOT, 'deploy/mappings')
const FIXTURES = join(ROOT, 'test/fixtures/mappings')

/** What a message makes of its alert: a level that it fires with, its end, nothing, or why it is not taken. */
type Shows = 'critical' | 'high' | 'warning' | 'info' | 'over' | 'nothing' | 'refused' | 'invalid'

/** Messages in a sender's documented format, and what is shown after each. */
interface Fixture {
  readonly known_from: string
  readonly type?: string
  readonly stories: readonly {
    readonly name: string
    readonly steps: readonly { readonly body: object; readonly shows: Shows }[]
  }[]
}

const names = (await readdir(READY)).filter((name) => name.endsWith('.yaml')).map((name) => name.slice(0, -5))
const fixtures = new Map<string, Fixture>()
for (const name of names)
  fixtures.set(name, JSON.parse(await readFile(join(FIXTURES, `${name}.json`), 'utf8')) as Fixture)

/** Each file is a configuration as it is; all of them together are one, too. */
const webhooks: Settings['webhooks'][number][] = []
for (const name of names) {
  const text = await readFile(join(READY, `${name}.yaml`), 'utf8')
  const loaded = loadSettings({ file: { name, text } })
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
  expect(loaded.settings.webhooks.map((mapping) => mapping.name)).toEqual([name])
  webhooks.push(...loaded.settings.webhooks)
}
const shared = sharedServer({ config: { webhooks } })

async function send(name: string, body: object, type = 'application/json'): Promise<Response> {
  return fetch(`${shared().url}/api/v2/webhooks/generic/${name}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: JSON.stringify(body),
  })
}

async function board(): Promise<BoardSnapshot> {
  return (await (await fetch(`${shared().url}/api/v2/board`)).json()) as BoardSnapshot
}

async function eventsAfter(cursor: string): Promise<readonly LoggedEvent[]> {
  const answer = await fetch(`${shared().url}/api/v2/events?cursor=${cursor}&sources=alert_processor`)
  return ((await answer.json()) as { events: readonly LoggedEvent[] }).events
}

describe.each([...fixtures])('%s', (name, { known_from, type, stories }) => {
  test.each(stories)('$name', async ({ steps }) => {
    expect(known_from).not.toBe('')
    const { cursor } = await board()
    let before: Shows = 'nothing'
    const types: string[] = []
    for (const { body, shows } of steps) {
      const answer = await send(name, body, type)
      expect(answer.status).toBe(shows === 'invalid' ? 400 : 200)
      if (shows === 'invalid') continue
      const { rejected_count } = (await answer.json()) as { rejected_count: number }
      expect(rejected_count).toBe(shows === 'refused' ? 1 : 0)
      if (shows === 'nothing' || shows === 'refused') continue
      if (before === 'nothing') types.push('alert_created')
      else if (shows === 'over') types.push('alert_resolved')
      else if (shows !== before) types.push('alert_updated')
      before = shows
    }
    const told = (await eventsAfter(cursor)).flatMap((event) =>
      event.source === 'alert_processor' ? [event] : [],
    )
    // What only changes in its words waits for its turn (S7).
    expect(told.map((event) => event.type)).toEqual(types)
    expect(new Set(told.map(({ data }) => data.life)).size).toBe(types.length === 0 ? 0 : 1)
    const wanted = steps
      .map(({ shows }) => shows)
      .filter((shows) => !/over|nothing|refused|invalid/.test(shows))
    const levels = told.filter(({ data }) => data.status === 'firing').map(({ data }) => data.level)
    expect(levels).toEqual(wanted.filter((shows, n) => shows !== wanted[n - 1]))
    for (const { data } of told) {
      expect(data.alertname).not.toBe('')
      expect(data.annotations.summary ?? '').not.toBe('')
      for (const value of Object.values(data.labels)) expect(value).not.toMatch(/^\/|[{}]/)
    }
  })
})

test('SNS is confirmed by a person: the link is shown, and nothing is asked of it', async () => {
  const topic = 'arn:aws:sns:eu-central-1:123456789012:alarms'
  const link =
    'https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=x&Token=2336412f37'
  const asks = {
    Type: 'SubscriptionConfirmation',
    TopicArn: topic,
    Message: 'You have chosen',
    Token: '2336412f37',
  }
  const row = async () =>
    (await board()).health.find(({ component }) => component.startsWith('Webhook aws-sns'))
  for (const [SubscribeURL, words] of [
    [link, link],
    ['https://sns.eu-central-1.amazonaws.com.evil.example/?a', 'does not lead to AWS'],
    ['http://169.254.169.254/latest/meta-data', 'does not lead to AWS'],
    ['https://sns.eu-central-1.amazonaws.com:8443/', 'does not lead to AWS'],
    [undefined, 'does not lead to AWS'],
  ] as const) {
    const answer = await send('aws-sns', { ...asks, SubscribeURL }, 'text/plain; charset=UTF-8')
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { accepted: 0, rejected: [], rejected_count: 0 },
    ])
    await expect.poll(async () => (await row())?.message).toContain(words)
  }
})

test('text/plain is taken where a mapping says so, and never from a page of another origin', async () => {
  const body = { name: 'x', status: 'CRITICAL', host: 'a' }
  expect((await send('netdata', body, 'text/plain')).status).toBe(415)
  const page = await fetch(`${shared().url}/api/v2/webhooks/generic/aws-sns`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', origin: 'https://evil.example' },
    body: '{}',
  })
  expect(page.status).toBe(403)
})

test('Zabbix: the script sends its parameters, and leaves out what Zabbix could not fill in', async () => {
  const script = await readFile(join(READY, 'zabbix-webhook.js'), 'utf8')
  const sent: { url: string; body: string; headers: string[] }[] = []
  let status = 200
  class HttpRequest {
    readonly #headers: string[] = []
    addHeader(header: string): void {
      this.#headers.push(header)
    }
    post(url: string, body: string): string {
      sent.push({ url, body, headers: this.#headers })
      return 'an answer'
    }
    getStatus(): number {
      return status
    }
  }
  const run = (value: object): unknown =>
    new Function('value', 'HttpRequest', script)(JSON.stringify(value), HttpRequest)
  const given = {
    url: 'http://watchfloor.example/zabbix',
    token: 'secret',
    trigger_id: '7',
    trigger_name: 'High CPU load',
    host: 'web7',
    name: 'High CPU load on web7',
    value: '1',
    severity: 'High',
    opdata: '{EVENT.OPDATA}',
    trigger_url: 'https://zabbix.example/7',
    message: '*UNKNOWN*',
  }
  expect(run(given)).toBe('an answer')
  const { url, trigger_url, token, opdata, message, ...rest } = given
  expect(sent).toMatchObject([
    { url, headers: ['Content-Type: application/json', `Authorization: Bearer ${token}`] },
  ])
  const body = JSON.parse(sent[0]?.body ?? '') as object
  expect(body).toEqual({ ...rest, url: trigger_url })
  expect(await (await send('zabbix', body)).json()).toMatchObject({ accepted: 1 })
  status = 503
  expect(() => run(given)).toThrow('Watchfloor answered 503: an answer')
  expect(() => run({ ...given, url: '' })).toThrow('the parameter url is missing')
})

const hasTools = ['jq', 'curl'].every((tool) => spawnSync(tool, ['--version']).status === 0)

test.runIf(hasTools)(
  'Icinga 2: the script sends what stands in its environment, whatever a check prints',
  async () => {
    const output = 'HTTP "CRITICAL"\\ $(touch /tmp/x) `id`\n\u00fc \u{1f525}'
    const run = async (env: Readonly<Record<string, string>>) => {
      const child = spawn(join(READY, 'icinga2-notify.sh'), {
        env: { PATH: process.env.PATH, ...env },
        stdio: 'ignore',
      })
      const [code] = (await once(child, 'exit')) as [number]
      return code
    }
    const env = {
      WATCHFLOOR_URL: `${shared().url}/api/v2/webhooks/generic/icinga2`,
      NOTIFICATION_TYPE: 'PROBLEM',
      HOST_NAME: 'web8',
      SERVICE_NAME: 'http',
      STATE: 'CRITICAL',
      OUTPUT: output,
      COMMENT: '',
    }
    expect(await run(env)).toBe(0)
    const shown = (await board()).alerts.find(({ labels }) => labels.host === 'web8')
    expect(shown).toMatchObject({ alertname: 'http', level: 'critical', annotations: { summary: output } })
    expect(await run({ ...env, HOST_NAME: '' })).not.toBe(0)
    expect(await run({ ...env, WATCHFLOOR_URL: `${shared().url}/api/v2/webhooks/generic/nobody` })).not.toBe(
      0,
    )
  },
)
