import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type Program, startProgram } from '../../support/programs/program.ts'
import { SERVER_PROGRAM } from '../../support/programs/server-program.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { until } from '../../support/until.ts'

const root = join(import.meta.dirname, '../../..')

interface Started {
  /** What it said until it listened, without a terminal's carriage returns. */
  readonly said: string
  readonly dataFolder: string
}

/** Starts the server, on a terminal of its own (by util-linux's `script`) or with its output in a pipe. */
async function started(on: 'a terminal' | 'a pipe', ...flags: readonly string[]): Promise<Started> {
  const dataFolder = join(await tempDir(), 'data')
  const server = [SERVER_PROGRAM, '--listen', '127.0.0.1:0', '--data-dir', dataFolder, ...flags]
  const program: Program =
    on === 'a pipe'
      ? startProgram(process.execPath, server, { cwd: root })
      : startProgram('script', ['-qefc', [process.execPath, ...server].join(' '), '/dev/null'], { cwd: root })
  onTestFinished(() => program.stop())
  const said = await until('the server to listen', () => {
    if (program.child.exitCode !== null) throw new Error(`the server ended:\n${program.output()}`)
    const text = program.output().replaceAll('\r', '')
    return /Ctrl-C\n|"listening"/.test(text) ? text : undefined
  })
  return { said, dataFolder }
}

function expectWords({ said, dataFolder }: Started): void {
  const url = /^Watchfloor is listening on (http:\/\/127\.0\.0\.1:\d+)$/m.exec(said)?.[1]
  expect(said).toContain(`The board        ${url}\n`)
  expect(said).toContain(`Its data         ${dataFolder}\n`)
  expect(said).toContain(`npm run demo -- --server ${url}`)
  expect(said).not.toContain('{"level"')
}

function expectJson({ said, dataFolder }: Started): void {
  const lines = said
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
  expect(lines).toContainEqual({
    level: 'info',
    time: expect.any(String),
    msg: 'listening',
    address: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    data_dir: dataFolder,
    who_comes_in: 'machine',
  })
}

test.skipIf(process.platform !== 'linux')(
  'on a terminal the server says in words where it is, where its data is, and what to do next',
  async () => expectWords(await started('a terminal')),
)

test.skipIf(process.platform !== 'linux')('JSON on a terminal is there for the asking', async () =>
  expectJson(await started('a terminal', '--log-format', 'json')),
)

test('elsewhere every line is JSON, with the same facts', async () => expectJson(await started('a pipe')))

test('words elsewhere are there for the asking', async () =>
  expectWords(await started('a pipe', '--log-format', 'text')))
