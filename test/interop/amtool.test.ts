import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startAlertmanager } from '../support/alertmanager.ts'
import { startProgram } from '../support/program.ts'
import { runServer } from '../support/run-server.ts'
import { tempDir } from '../support/temp-dir.ts'

interface Told {
  readonly code: number | null
  readonly output: string
}

async function amtool(url: string, args: readonly string[]): Promise<Told> {
  const program = startProgram('amtool', ['--no-version-check', `--alertmanager.url=${url}`, ...args])
  onTestFinished(() => program.stop('SIGKILL'))
  const code = await program.exited
  return { code, output: program.output() }
}

/** Ids and times are each server's own, and 0.25 turned two words of a message round that later versions did not. */
function comparable({ code, output }: Told): Told {
  const text = output
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
    .replaceAll(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?( UTC|Z)/g, 'TIME')
    .replace('silence invalid:', 'invalid silence:')
  return { code, output: text }
}

/** What is said on either server; `ID` is the silence that the server made last. */
const CONVERSATION: readonly (readonly string[])[] = [
  ['alert', 'query'],
  ['alert', 'add', 'DiskFull', 'service=db', 'severity=critical', '--annotation=summary=95% full'],
  ['alert', 'add', 'alertname=DiskSlow', 'service=db', '--end=2040-01-01T00:00:00Z'],
  ['alert', 'query', 'DiskFull'],
  ['alert', 'query', 'alertname=~Disk.*', 'severity=""'],
  ['alert', 'query', 'severity!=critical'],
  ['alert', 'query', 'bad{'],
  ['alert', 'query', '-r', 'watchfloor', 'DiskFull'],
  ['alert', 'query', '-r', 'nobody'],
  [
    'silence',
    'add',
    '--author=alice',
    '--comment=planned',
    '--duration=30m',
    'service=db',
    'alertname=~Disk(Full|X)',
  ],
  ['silence', 'query'],
  ['silence', 'query', 'service=db'],
  ['silence', 'query', 'service=web'],
  ['alert', 'query'],
  ['alert', 'query', '--silenced'],
  ['silence', 'update', '--duration=1h', '--comment=longer', 'ID'],
  ['silence', 'expire', 'ID'],
  ['silence', 'expire', 'ID'],
  ['silence', 'query', '--expired', '--within=1h'],
  [
    'silence',
    'add',
    '--author=bob',
    '--comment=x',
    '--start=2020-01-01T00:00:00Z',
    '--end=2020-01-02T00:00:00Z',
    'a=b',
  ],
  ['silence', 'add', '--author=bob', '--comment=neg', 'severity!=critical', 'team!~a|b'],
  ['silence', 'add', '--author=bob', '--comment=all', 'team=~.*'],
  ['cluster', 'show'],
  ['config', 'routes', 'test', 'service=db'],
]

test('amtool cannot tell this server from a real Alertmanager', async () => {
  const folder = await tempDir()
  const real = await startAlertmanager(folder, 'http://127.0.0.1:9/')
  onTestFinished(() => real.program.stop())
  const ours = await runServer()
  const ids = new Map<string, string>()

  for (const args of CONVERSATION) {
    const [theirs, own] = await Promise.all(
      [real.url, ours.url].map(async (url) => {
        const told = await amtool(
          url,
          args.map((text) => (text === 'ID' ? (ids.get(url) ?? text) : text)),
        )
        if (args[1] === 'add' && told.code === 0) ids.set(url, told.output.trim() || (ids.get(url) ?? ''))
        return comparable(told)
      }),
    )
    expect(own, args.join(' ')).toEqual(theirs)
  }
})

test('what amtool exports it can import, with ids that exist and with ids that do not', async () => {
  const folder = await tempDir()
  const server = await runServer()
  const made = await amtool(server.url, [
    'silence',
    'add',
    '--author=a',
    '--comment=c',
    '--duration=1h',
    'a=b',
  ])
  expect(made.code).toBe(0)
  const file = join(folder, 'silences.json')
  await writeFile(file, (await amtool(server.url, ['silence', 'query', '-o', 'json'])).output)
  expect(await amtool(server.url, ['silence', 'import', file])).toEqual({ code: 0, output: made.output })
  const another = await runServer()
  expect((await amtool(another.url, ['silence', 'import', file])).code).toBe(0)
  expect((await amtool(another.url, ['silence', 'query', '-q'])).output).toMatch(/^[0-9a-f-]{36}\n$/)
})
