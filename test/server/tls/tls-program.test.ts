import { once } from 'node:events'
import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makePair, shownAt } from '../../support/network/certificates.ts'
import { startProgram } from '../../support/programs/program.ts'
import { startServerProcess } from '../../support/programs/server-process.ts'
import { SERVER_PROGRAM } from '../../support/programs/server-program.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { until } from '../../support/until.ts'

async function run(...args: readonly string[]): Promise<readonly [number | null, string]> {
  const program = startProgram(process.execPath, [SERVER_PROGRAM, ...args], {
    cwd: join(import.meta.dirname, '../../..'),
  })
  if (program.child.exitCode === null) await once(program.child, 'close')
  return [program.child.exitCode, program.output()]
}

test('as a program: checked before it starts, asked whether it lives, renewed on SIGHUP', async () => {
  const [pair, next, folder] = [await makePair(), await makePair(), await tempDir()]
  const file = join(folder, 'server.yml')
  const settings = (key: string) =>
    writeFile(file, `tls: {certificate_file: ${pair.certificate_file}, key_file: ${key}}\n`)
  await settings(next.key_file)
  expect(await run('check-config', '--config', file)).toEqual([
    2,
    expect.stringMatching(/^One setting is wrong:\n {2}tls\.key_file: .* is not the key of/),
  ])
  expect(await run('serve', '--config', file, '--data-dir', folder)).toEqual([
    1,
    expect.stringMatching(/^tls\.key_file is wrong: /),
  ])
  await settings(pair.key_file)
  expect((await run('check-config', '--config', file))[0]).toBe(0)

  const flags = {
    WATCHFLOOR_TLS_CERTIFICATE_FILE: pair.certificate_file,
    WATCHFLOOR_TLS_KEY_FILE: pair.key_file,
  }
  const server = await startServerProcess(join(folder, 'data'), { env: flags })
  onTestFinished(() => server.program.stop())
  const port = Number(new URL(server.url).port)
  const asked = ['health', '--config', file, '--listen', `0.0.0.0:${port}`]
  expect(await run(...asked)).toEqual([0, ''])
  expect(await run('health', '--listen', `127.0.0.1:${port}`)).toEqual([
    1,
    `No server answers at http://127.0.0.1:${port}.\n`,
  ])
  expect((await run('health', '--listen', '127.0.0.1:0'))[0]).toBe(2)

  await copyFile(next.certificate_file, pair.certificate_file)
  await copyFile(next.key_file, pair.key_file)
  server.program.child.kill('SIGHUP')
  await until('the new pair', async () => (await shownAt(port)) === next.certificate.trim() || undefined)
  await server.program.stop('SIGTERM')
  expect((await run(...asked))[0]).toBe(1)
})
