import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readPolicyFile } from '../../../src/main/settings/policy-file.ts'
import { readPolicyPreference } from '../../../src/main/settings/policy-preference.ts'
import { type Ran, readPolicyRegistry } from '../../../src/main/settings/policy-registry.ts'
import { tempDir } from '../../support/temp-dir.ts'

const me = process.getuid?.() ?? 0

test('Linux: a file counts when its owner alone could have written it', async () => {
  const folder = await tempDir()
  const file = join(folder, 'desktop.json')
  const read = (owner = me) => readPolicyFile({ file, owner })
  expect(await read()).toEqual({ kind: 'none' })
  expect(await readPolicyFile({ file: join(file, 'deeper'), owner: me })).toEqual({ kind: 'none' })
  await writeFile(file, '{}', { mode: 0o644 })
  expect(await read()).toEqual({ kind: 'text', text: '{}' })
  expect(await read(me + 1)).toMatchObject({
    kind: 'refused',
    why: `it belongs to user ${me}, and must be ${me + 1 === 0 ? 'root’s' : `that of user ${me + 1}`}`,
  })
  for (const mode of [0o664, 0o646]) {
    await chmod(file, mode)
    expect(await read()).toEqual({ kind: 'refused', why: 'others may write it (chmod go-w)' })
  }
  await chmod(file, 0o644)
  await chmod(folder, 0o777)
  expect(await read()).toMatchObject({ kind: 'refused', why: expect.stringMatching(/^its folder .* write/) })
  await chmod(folder, 0o755)
  await writeFile(file, ' '.repeat(70_000))
  expect(await read()).toMatchObject({ kind: 'refused', why: expect.stringContaining('larger') })
  await rm(file)
  await mkdir(file)
  expect(await read()).toEqual({ kind: 'refused', why: 'it is no file' })
})

test('Windows: the value of the policy, as reg.exe prints it', async () => {
  const asked: string[] = []
  const read = (ran: Ran | Error) =>
    readPolicyRegistry(async (program, args) => {
      asked.push([program, ...args].join(' '))
      if (ran instanceof Error) throw ran
      return ran
    }, 'C:\\Windows')
  const printed = (line: string): Ran => ({
    code: 0,
    output: `\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Watchfloor\r\n    ${line}\r\n\r\n`,
  })
  expect(await read(printed('DesktopSettings    REG_SZ    {"version": 1, "settings": {}}'))).toEqual({
    kind: 'text',
    text: '{"version": 1, "settings": {}}',
  })
  expect(asked).toEqual([
    'C:\\Windows\\System32\\reg.exe query HKLM\\SOFTWARE\\Policies\\Watchfloor /v DesktopSettings /reg:64',
  ])
  expect(await read({ code: 1, output: '' })).toEqual({ kind: 'none' })
  expect(await read(printed('DesktopSettings    REG_MULTI_SZ    {}\\0{}'))).toMatchObject({
    kind: 'refused',
    why: expect.stringContaining('REG_SZ'),
  })
  expect(await read(printed('DesktopSettings    REG_SZ    {"name": "Zo�"}'))).toMatchObject({
    kind: 'refused',
    why: expect.stringContaining('ASCII'),
  })
  expect(await read(new Error('spawn ENOENT'))).toMatchObject({
    kind: 'refused',
    why: expect.stringContaining('spawn ENOENT'),
  })
})

test('macOS: a default counts only where a profile for this app is on the computer', async () => {
  const folder = await tempDir()
  const read = (value: string) =>
    readPolicyPreference({
      getUserDefault: (key) => (key === 'DesktopSettings' ? value : ''),
      domain: 'io.example.App',
      account: 'ana',
      folder,
      owner: me,
    })
  expect(await read('{"the person": "wrote it"}')).toEqual({ kind: 'none' })
  await mkdir(join(folder, 'ana'))
  await writeFile(join(folder, 'ana', 'io.example.App.plist'), '')
  expect(await read('{}')).toEqual({ kind: 'text', text: '{}' })
  expect(await read('')).toEqual({ kind: 'none' })
  await rm(join(folder, 'ana'), { recursive: true })
  await writeFile(join(folder, 'io.example.App.plist'), '')
  expect(await read('{}')).toEqual({ kind: 'text', text: '{}' })
})
