import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { commitRows } from '../../../server/src/storage/sqlite/commit-rows.ts'
import { LINE_END } from '../../../server/src/storage/sqlite/journal-format.ts'
import { openWriter } from '../../../server/src/storage/sqlite/writer.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { alert, changes, DAY, firings } from './conformance/samples.ts'

const MIB = 1024 * 1024
/** Beyond what a start reads in one go. */
const COUNT = 80

/** A file with so many alerts and events of a megabyte each, in its tables. */
async function opened() {
  const writer = openWriter(join(await tempDir(), 'watchfloor.db'))
  onTestFinished(() => void writer.close(null))
  const annotations = { summary: 'x'.repeat(MIB) }
  for (let n = 1; n <= COUNT; n++) {
    const alerts = [alert(`a${n}`, { sequence: n, annotations })]
    writer.commit(commitRows(changes({ events: firings(n, n, annotations.summary), alerts })))
  }
  while (!writer.carryOver({ upTo: undefined }).isDone);
  return writer
}

test('alerts that are large are read in small pages, each of them once', async () => {
  const { readAlerts } = await opened()
  const read: string[] = []
  for (let isFirst = true; ; isFirst = false) {
    const { count, fingerprints, bytes } = readAlerts({ isFirst, limit: 2_000 })
    if (count === 0) break
    expect(bytes.length).toBeLessThan(66 * MIB)
    expect(bytes.filter((byte) => byte === LINE_END)).toHaveLength(count)
    read.push(...(JSON.parse(fingerprints) as string[]))
  }
  expect(new Set(read).size).toBe(COUNT)
  expect(read).toHaveLength(COUNT)
})

test('of events that are large as many are read back as memory holds, up to the newest', async () => {
  const { load } = await opened()
  const { recent, head } = load({ midnight: DAY, recent: 10_000 })
  expect(head).toBe(COUNT)
  expect(recent.length).toBeLessThan(66 * MIB)
  const sequences = Buffer.from(recent)
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => Number(line.split('\t')[1]))
  expect(sequences.length).toBeGreaterThan(50)
  expect(sequences).toEqual(sequences.map((_, n) => COUNT - sequences.length + 1 + n))
})
