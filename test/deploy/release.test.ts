import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readWorkflow } from '../support/deploy/workflow.ts'

const root = join(import.meta.dirname, '../..')
const FILE = '.github/workflows/release.yml'
const text = (path: string): Promise<string> => readFile(join(root, path), 'utf8')

interface Step {
  readonly uses?: string
  readonly run?: string
}

interface Workflow {
  readonly on: unknown
  readonly permissions: unknown
  readonly env: Readonly<Record<string, string>>
  readonly jobs: Readonly<Record<string, { readonly needs?: string; readonly steps: readonly Step[] }>>
}

const workflow = async (): Promise<Workflow> => parse(await text(FILE)) as Workflow
const steps = async (): Promise<readonly Step[]> =>
  Object.values((await workflow()).jobs).flatMap((job) => job.steps)

test("the release's workflow is one by GitHub's own rules, which would say what is not", async () => {
  const content = await text(FILE)
  expect(await readWorkflow(content)).toEqual({ errors: [], jobs: ['gate', 'packages'] })
  for (const [good, bad] of [
    ['needs: gate', 'needs: nobody'],
    ['timeout-minutes:', 'timeout:'],
    ['matrix.system ==', 'matrix.system = '],
  ] as const) {
    expect((await readWorkflow(content.replaceAll(good, bad))).errors).not.toEqual([])
  }
})

test('a person starts it, it may only read, and no package is made before the tests on Electron', async () => {
  const { on, permissions, jobs } = await workflow()
  expect([on, permissions]).toEqual(['workflow_dispatch', { contents: 'read' }])
  expect(jobs.gate?.steps.at(-1)?.run).toBe('npm run e2e:electron')
  expect(jobs.packages?.needs).toBe('gate')
})

test("every script and every file that it runs is there, and others' actions are pinned", async () => {
  const { scripts } = JSON.parse(await text('package.json')) as { scripts: Record<string, string> }
  const commands = (await steps()).map(({ run = '' }) => run).join('\n')
  const names = Array.from(commands.matchAll(/npm run ([\w:-]+)/g), ([, name]) => name)
  expect(names).toEqual([
    'e2e:electron',
    'audit:dependencies',
    'sbom',
    'package:desktop',
    'package:desktop:deb',
  ])
  for (const name of names) expect(Object.keys(scripts)).toContain(name)
  for (const { uses } of await steps()) if (uses !== undefined) expect(uses).toMatch(/@[0-9a-f]{40}$/)
  const { BUILDER = '' } = (await workflow()).env
  expect(BUILDER).toMatch(/^electron-builder@\d+\.\d+\.\d+$/)
})
