import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readSources } from './source-files.ts'

const root = join(import.meta.dirname, '../..')

/** What is wrong with how a bench begins; undefined when it says what it shows, and the command that runs it. */
function wrongBeginning(path: string, text: string): string | undefined {
  const words = /^\/\*\*\n( \*.*\n)+? \*\/\n/.exec(text)?.[0]
  if (words === undefined) return `${path} has no doc comment in its first line`
  if (!words.startsWith('/**\n * Shows ')) return `${path} does not begin with what it shows`
  const commands = words.split('\n').filter((line) => /^ \* {5}node /.test(line))
  const isNamed = commands.some((line) => `${line} `.startsWith(` *     node ${path} `))
  return isNamed ? undefined : `${path} does not name the command that runs it`
}

test('each bench says in its first lines what it shows, and the command that runs it', async () => {
  const sources = await readSources(root, ['bench'])
  // Folders hold their parts.
  const benches = sources.filter(({ path }) => path.split('/').length === 2)
  expect(benches.length).toBeGreaterThan(10)
  expect(benches.flatMap(({ path, text }) => wrongBeginning(path, text) ?? [])).toEqual([])
})

test('a bench that begins otherwise is found', () => {
  const right =
    '/**\n * Shows how long it takes.\n *\n *     node bench/a.ts --runs 3\n */\n\nimport {} from "x"\n'
  expect(wrongBeginning('bench/a.ts', right)).toBeUndefined()
  expect(wrongBeginning('bench/a.ts', `import {} from "x"\n${right}`)).toContain('no doc comment')
  expect(wrongBeginning('bench/a.ts', right.replace('Shows how', 'How'))).toContain('what it shows')
  expect(wrongBeginning('bench/b.ts', right)).toContain('the command')
})
