import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readCommandLine } from '../../server/src/cli/command-line.ts'
import { settingLeaves } from '../../server/src/config/leaves.ts'
import { METRICS } from '../../server/src/metrics/metric-table.ts'
import { sharedServer } from '../support/http/run-server.ts'

const root = join(import.meta.dirname, '../..')
const page = await readFile(join(root, 'docs/runbooks.md'), 'utf8')
const shared = sharedServer()

interface Rule {
  readonly alert: string
  readonly expr: string
  readonly annotations: { readonly runbook_url?: string }
}

const { groups } = parse(await readFile(join(root, 'deploy/prometheus/watchfloor-rules.yml'), 'utf8')) as {
  readonly groups: readonly { readonly rules: readonly Rule[] }[]
}
const rules = groups.flatMap((group) => group.rules)

/** The text below each heading of an alert. */
const sections = new Map(
  page
    .split(/^### /m)
    .slice(1)
    .map((text) => [text.split('\n', 1)[0] ?? '', text.split(/^## /m, 1)[0] ?? ''] as const),
)

/** What stands between backticks in a line, and each line of a block of commands, without its remark. */
const code = [
  ...[...page.matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)].map(([, text]) => text ?? ''),
  ...[...page.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) =>
    block.split('\n').map((line) => line.replace(/\s+#.*$/, '')),
  ),
]

test('every rule has a runbook that says what it means, where to look and what to do; none is of no rule', () => {
  expect([...sections.keys()].toSorted()).toEqual(rules.map(({ alert }) => alert).toSorted())
  for (const { alert, annotations } of rules) {
    expect(annotations.runbook_url, alert).toBe(`docs/runbooks.md#${alert.toLowerCase()}`)
    const parts = [...(sections.get(alert) ?? '').matchAll(/^\*\*(.+?)\.\*\*\s+\S/gm)].map(([, part]) => part)
    expect([alert, parts]).toEqual([alert, ['What it means', 'Look', 'Do']])
  }
})

test('every metric, setting and rule that the runbooks name is there', () => {
  const metrics = Object.values(METRICS).map(({ name }) => name)
  const settings = settingLeaves().map(({ key }) => key)
  const named = code.filter((text) => /^(watchfloor|realtime)_[a-z_]+$/.test(text))
  expect(named.length).toBeGreaterThan(10)
  for (const name of named) expect(metrics).toContain(name)
  const set = code.filter((text) => /^(limits|retention|tls|stream)\.[a-z_]+$|^insecure_/.test(text))
  expect(set.length).toBeGreaterThan(5)
  for (const key of set) expect(settings).toContain(key)
  for (const name of code.filter((text) => /^Watchfloor[A-Z]/.test(text)))
    expect([...sections.keys()]).toContain(name)
})

test('every command of the runbooks is one, and every address that they ask is there', async () => {
  const commands = code.flatMap((text) => (text.startsWith('watchfloor-server ') ? [text] : []))
  expect(commands.length).toBeGreaterThan(3)
  for (const command of commands) {
    const [, ...words] = command.split(' ')
    expect([command, readCommandLine(words).ok]).toEqual([command, true])
  }
  const { paths } = (await (await fetch(`${shared().url}/openapi.json`)).json()) as {
    readonly paths: Readonly<Record<string, unknown>>
  }
  const asked = code.flatMap((text) => [
    ...[...text.matchAll(/\$W(\/\S+)/g)].map(([, path]) => path ?? ''),
    ...(/^\/(api|health)\S*$/.test(text) ? [text] : []),
  ])
  expect(asked.length).toBeGreaterThan(5)
  for (const path of asked) expect(Object.keys(paths)).toContain(path.replace(/\/ID$/, '/{id}'))
})
