import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { post } from '../support/http/post.ts'
import { runServer } from '../support/http/run-server.ts'
import { startAlertmanagerWith } from '../support/programs/alertmanager.ts'
import { startProgram } from '../support/programs/program.ts'
import { tempDir } from '../support/temp-dir.ts'

/** Debian's own: its modules are not on the path of another one. */
const PYTHON = '/usr/bin/python3'
const DESK = join(import.meta.dirname, '../fixtures/nagstamon/desk.py')

interface Row {
  readonly host: string
  readonly service: string
  readonly status: string
  readonly acknowledged: boolean
}

interface Answer {
  readonly error?: string
  readonly status?: number
  readonly rows?: readonly Row[]
}

/** What Nagstamon's modules answered to these commands, in order. */
async function nagstamon(url: string, commands: readonly object[]): Promise<readonly Answer[]> {
  const home = await tempDir()
  const args = [DESK, url, ...commands.map((command) => JSON.stringify(command))]
  const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: home, QT_QPA_PLATFORM: 'offscreen', TZ: 'UTC' }
  const program = startProgram(PYTHON, args, { env })
  onTestFinished(() => program.stop())
  expect(await program.exited, program.output()).toBe(0)
  const answers = program.output().matchAll(/^answer (.*)$/gm)
  return Array.from(answers, ([, json = '']) => JSON.parse(json) as Answer)
}

const alert = (labels: Readonly<Record<string, string>>, summary?: string) => ({
  labels,
  generatorURL: 'http://prometheus.example/graph?g0.expr=up',
  ...(summary !== undefined && { annotations: { summary } }),
})

const ALERTS = [
  alert({ alertname: 'Down', host: 'db1', severity: 'critical', team: 'db' }, 'db1 does not answer'),
  alert({ alertname: 'Slow', instance: 'web1:9100', severity: 'warning', team: 'web' }, 'p99 is 4 s'),
  alert({ alertname: 'Slow', instance: 'web2:9100', severity: 'warning', team: 'web' }),
  alert({ alertname: 'Odd', host: 'ä.example', severity: 'page', text: 'a "quoted", {odd} \\ one' }),
  alert({ alertname: 'Bare' }),
  alert({ alertname: 'Blank', host: 'h', severity: 'info' }, ''),
]

const FILTERS = [
  '',
  'severity=critical',
  'severity!="info"',
  'team=~"db|web"',
  'severity="warning",team="web"',
  '{alertname="Slow"}',
  'team=""',
  'alertname=~"["',
]

interface Silence {
  readonly matchers: readonly { readonly name: string }[]
  readonly createdBy: string
  readonly comment: string
  readonly endsAt: string
  readonly status: { readonly state: string }
}

/** The silences of a server, less what each server chooses for itself. */
async function silences(url: string): Promise<readonly object[]> {
  const all = (await (await fetch(`${url}/api/v2/silences`)).json()) as Silence[]
  return all
    .map(({ matchers, createdBy, comment, endsAt, status }) => ({
      matchers: matchers.toSorted((a, b) => a.name.localeCompare(b.name)),
      createdBy,
      comment,
      endsAt,
      state: status.state,
    }))
    .toSorted((a, b) => a.comment.localeCompare(b.comment))
}

test('Nagstamon lists, filters, acknowledges and plans a downtime here as at a real Alertmanager', async () => {
  const yaml = 'route: {receiver: none}\nreceivers: [{name: none}]\n'
  const real = await startAlertmanagerWith(await tempDir(), yaml)
  onTestFinished(() => real.program.stop())
  const ours = await runServer({})
  for (const { url } of [real, ours]) await post(`${url}/api/v2/alerts`, JSON.stringify(ALERTS))
  const until = new Date(Date.now() + 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
  const from = new Date(Date.now() - 60_000).toISOString().slice(0, 19).replace('T', ' ')
  const commands = [
    ...FILTERS.map((filter) => ({ list: filter })),
    // It acts on what it listed last.
    { list: '' },
    { acknowledge: ['db1', 'Down'], until },
    // Nagstamon's matchers of a downtime are negative ones: it silences all the others.
    { downtime: ['web1:9100', 'Slow'], from, until },
    { list: '' },
  ]
  const [theirs, own] = [await nagstamon(real.url, commands), await nagstamon(ours.url, commands)]
  for (const [i, command] of commands.entries())
    expect.soft(own[i], JSON.stringify(command)).toEqual(theirs[i])
  expect(await silences(ours.url)).toEqual(await silences(real.url))
  expect(theirs[0]?.rows).toHaveLength(ALERTS.length)
  const last = theirs.at(-1)?.rows ?? []
  expect(last.some(({ acknowledged }) => acknowledged)).toBe(true)
  expect(last.some(({ acknowledged }) => !acknowledged)).toBe(true)
})
