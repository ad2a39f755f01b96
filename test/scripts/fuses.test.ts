import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FuseState, FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses'
import { expect, test } from 'vitest'
import { FUSES, setFuses } from '../../scripts/packaging/fuses.ts'
import { tempDir } from '../support/temp-dir.ts'

const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const KNOWN = Object.values(FuseV1Options).filter((one) => typeof one === 'number')

/** What Electron's binary has of fuses, with something before and after it. */
async function programWith(fuses: number): Promise<string> {
  const file = join(await tempDir(), 'watchfloor')
  const wire = Buffer.from([Number(FuseVersion.V1), fuses, ...Array<number>(fuses).fill(FuseState.DISABLE)])
  const code = Buffer.alloc(10_000, 'code')
  await writeFile(file, Buffer.concat([code, Buffer.from(SENTINEL), wire, code]))
  return file
}

test('every fuse that is known has its state, and is set to it', async () => {
  const program = await programWith(KNOWN.length)
  expect(await setFuses(program)).toBeUndefined()
  const wire = await getCurrentFuseWire(program)
  for (const fuse of KNOWN) {
    const wanted = FUSES[fuse] ? FuseState.ENABLE : FuseState.DISABLE
    expect([FuseV1Options[fuse], wire[fuse]]).toEqual([FuseV1Options[fuse], wanted])
  }
})

test('a program with a fuse that nobody has decided about, or with none, is refused in a sentence', async () => {
  const later = await programWith(KNOWN.length + 1)
  const before = await readFile(later)
  expect(await setFuses(later)).toMatch(
    /^The fuses of .*watchfloor cannot be set, so it is not packaged: .*10 fuses/,
  )
  expect(await readFile(later)).toEqual(before)
  const none = join(await tempDir(), 'electron')
  await writeFile(none, '#!/bin/sh\n')
  expect(await setFuses(none)).toMatch(/cannot be set, so it is not packaged: Could not find sentinel/)
})
