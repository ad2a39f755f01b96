import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SILENT } from '../../../server/src/ground/logger.ts'
import { MOST_WAITING, openJoinCodes } from '../../../server/src/join/join-codes.ts'
import { tempDir } from '../../support/temp-dir.ts'

const DAY = 86_400_000

async function bench() {
  const file = join(await tempDir(), 'joins.json')
  const warnings: string[] = []
  const world = { now: 1_000_000_000_000 }
  const logger = { ...SILENT, warn: (_: object, message: string) => void warnings.push(message) }
  const open = () => openJoinCodes({ file, now: () => world.now, random: () => randomBytes(32), logger })
  const made = async (codes: Awaited<ReturnType<typeof open>>): Promise<string> => {
    const one = await codes.make('Ana', null)
    if (!one.ok) throw new Error(one.reason)
    expect(one.expiresAt).toBe(world.now + DAY)
    return one.code
  }
  return { file, world, warnings, open, made }
}

test('a code counts once, whoever asks at the same time', async () => {
  const { open, made } = await bench()
  const codes = await open()
  const code = await made(codes)
  expect(code).toMatch(/^[\w-]{43}$/)
  const answers = await Promise.all(Array.from({ length: 20 }, () => codes.exchange(code)))
  expect(answers.filter(({ ok }) => ok)).toMatchObject([{ ok: true, given: { made_by: 'Ana' } }])
  expect(answers.filter((one) => !one.ok && one.reason === 'used')).toHaveLength(19)
})

test('it lives through a restart, used or not, for its day; afterwards it is said how it ended', async () => {
  const { open, made, world } = await bench()
  const first = await open()
  const [used, kept] = [await made(first), await made(first)]
  await first.exchange(used)
  const second = await open()
  expect(await second.exchange(used)).toEqual({ ok: false, reason: 'used', at: world.now })
  world.now += DAY - 1
  expect(await (await open()).exchange(kept)).toMatchObject({ ok: true })
  const late = await made(second)
  world.now += DAY
  expect(await second.exchange(late)).toEqual({ ok: false, reason: 'expired', at: world.now })
  world.now += DAY
  await made(second)
  expect(await second.exchange(late)).toEqual({ ok: false, reason: 'unknown' })
})

test('on disk there are hashes only, for nobody else to read', async () => {
  const { open, made, file } = await bench()
  const code = await made(await open())
  const text = await readFile(file, 'utf8')
  expect(text).not.toContain(code)
  expect(text).toMatch(/"hash":"[0-9a-f]{64}"/)
  expect((await stat(file)).mode & 0o077).toBe(0)
})

test('what the disk refuses has not happened', async () => {
  const { open, made, file } = await bench()
  const codes = await open()
  const code = await made(codes)
  // A folder in the draft's place cannot be opened for writing.
  await mkdir(`${file}.writing`)
  expect(await codes.make('Ana', null)).toEqual({ ok: false, reason: 'unsaved' })
  expect(await codes.exchange(code)).toEqual({ ok: false, reason: 'unsaved' })
  await rm(`${file}.writing`, { recursive: true })
  expect(await codes.exchange(code)).toMatchObject({ ok: true })
})

test('what could not be given counts again', async () => {
  const { open, made } = await bench()
  const codes = await open()
  const code = await made(codes)
  const first = await codes.exchange(code)
  if (!first.ok) throw new Error(first.reason)
  await codes.giveBack(first.given)
  expect(await (await open()).exchange(code)).toMatchObject({ ok: true })
})

test('a file that cannot be read is said, and links can be made again', async () => {
  const { open, made, file, warnings } = await bench()
  await writeFile(file, '{"version": 1, "codes": [{"hash": "x"}]}')
  const codes = await open()
  expect(warnings).toHaveLength(1)
  expect(await codes.exchange(await made(codes))).toMatchObject({ ok: true })
})

test('so many wait at most; one that was used makes room', async () => {
  const { open, made, file } = await bench()
  const codes = Array.from({ length: MOST_WAITING - 1 }, (_, n) => ({
    hash: n.toString(16).padStart(64, '0'),
    expires_at: 1_000_000_000_001,
    used_at: null,
    desk: null,
    made_by: null,
  }))
  await writeFile(file, JSON.stringify({ version: 1, codes }))
  const opened = await open()
  const code = await made(opened)
  expect(await opened.make('Ana', null)).toEqual({ ok: false, reason: 'too_many' })
  expect(await opened.exchange(code)).toMatchObject({ ok: true })
  expect(await opened.make('Ana', null)).toMatchObject({ ok: true })
})
