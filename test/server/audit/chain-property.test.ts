import { expect, test } from 'vitest'
import { ChainCheck, type ChainParts } from '../../../server/src/audit/chain-check.ts'
import { type Checkpoint, newKey, signerOf } from '../../../server/src/audit/checkpoint.ts'
import {
  type AuditDraft,
  type AuditRow,
  BEGINNING,
  type ChainEnd,
  endAt,
  headText,
  readHead,
} from '../../../server/src/audit/entry.ts'
import { sealed } from '../../../server/src/audit/sealed.ts'
import { runs, takeSeed } from '../../support/chance.ts'
import { seeded } from '../../support/seeded.ts'

const signer = signerOf(newKey())

function randomDraft(random: () => number): AuditDraft {
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T
  return {
    who: {
      credential: pick(['token:a', 'control']),
      subject: 's',
      name: pick(['Ana', null, 'Bo "x"']),
      role: 'admin',
      address: '::1',
    },
    what: pick(['silence.save', 'alert.acknowledge', 'token.create']),
    result: pick(['ok', 'forbidden']),
    detail: { text: pick(['', 'ü🔥', '\u0000']), n: random() },
  }
}

interface Kept {
  readonly rows: readonly AuditRow[]
  readonly checkpoint: Checkpoint | undefined
  readonly head: ChainEnd
}

/** A chain as a server leaves it; some of them have been cut by retention. */
function randomChain(random: () => number): Kept {
  const rows: AuditRow[] = []
  const add = (draft: AuditDraft): void => {
    const last = rows.at(-1)
    rows.push(sealed(last === undefined ? BEGINNING : endAt(last), draft, random() * 1e12))
  }
  const count = 3 + Math.floor(random() * 12)
  for (let n = 0; n < count; n++) add(randomDraft(random))
  if (random() < 0.5) return { rows, checkpoint: undefined, head: endAt(rows.at(-1) as AuditRow) }
  const cut = endAt(rows[Math.floor(random() * (count - 2))] as AuditRow)
  const detail = { through: cut.sequence, hash: cut.hash }
  add({ ...randomDraft(random), what: 'audit.trim', detail })
  const left = rows.filter(({ sequence }) => sequence > cut.sequence)
  return { rows: left, checkpoint: signer.sign(cut, 0), head: endAt(rows.at(-1) as AuditRow) }
}

function verdictOf({ rows, checkpoint, head }: Kept, more: Partial<ChainParts> = {}) {
  const check = new ChainCheck({
    checkpoint,
    head,
    keys: ['another of this store', signer.publicKey],
    ...more,
  })
  for (const row of rows) check.take(row)
  return check.verdict()
}

/** One bit of a text, as it would change on a disk. */
function flipped(text: string, bit: number): string {
  const bytes = Buffer.from(text)
  bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7))
  return bytes.toString()
}

test('against the head that was kept outside, every bit, row, swap, insertion and cut is found, and where', () => {
  const random = seeded(takeSeed())
  for (let round = 0; round < runs(20); round++) {
    const kept = randomChain(random)
    const { rows, checkpoint } = kept
    expect(verdictOf(kept)).toMatchObject({ whole: true, anchored: true, problems: [] })
    const isFound = (what: string, touched: Partial<Kept>): void => {
      const { whole, problems } = verdictOf({ ...kept, ...touched })
      expect([what, whole, problems.length > 0]).toEqual([what, false, true])
    }
    for (const [n, row] of rows.entries()) {
      const bits = Buffer.byteLength(row.text) * 8
      const tried =
        round === 0 && n === 0 ? Array.from({ length: bits }, (_, bit) => bit) : [Math.floor(random() * bits)]
      for (const bit of tried) {
        const text = flipped(row.text, bit)
        if (text === row.text) continue
        const verdict = verdictOf({ ...kept, rows: rows.with(n, { ...row, text }) })
        expect([n, bit, verdict.whole]).toEqual([n, bit, false])
        // It is said of the entry itself, or of the one after it, which does not go on from it.
        const [first] = verdict.problems
        expect([0, 1]).toContain((first?.sequence ?? -1) - row.sequence)
      }
      isFound(`${n} deleted`, { rows: rows.toSpliced(n, 1) })
      isFound(`${n} doubled`, { rows: rows.toSpliced(n, 0, row) })
      isFound(`cut at ${n}`, { rows: rows.slice(0, n) })
      if (n > 0) isFound(`begins at ${n}`, { rows: rows.slice(n) })
      for (const other of rows.keys()) {
        const them = rows[other] as AuditRow
        if (other <= n) continue
        isFound(`${n} and ${other} moved`, { rows: rows.with(n, them).with(other, row) })
        // Their places in the table changed, too.
        const texts = rows.with(n, { ...row, text: them.text }).with(other, { ...them, text: row.text })
        isFound(`${n} and ${other} with each other's text`, { rows: texts })
      }
    }
    if (checkpoint === undefined) {
      isFound('a checkpoint for nothing', {
        checkpoint: signer.sign({ sequence: 1, hash: 'a'.repeat(64) }, 0),
      })
      continue
    }
    isFound('the checkpoint deleted', { checkpoint: undefined })
    const forged = signerOf(newKey())
    const { sequence, hash } = readHead(headText(verdictStart(checkpoint))) as ChainEnd
    isFound('signed by another', { checkpoint: forged.sign({ sequence, hash }, 0) })
    for (const field of ['text', 'signature', 'publicKey'] as const) {
      const bit = Math.floor(random() * checkpoint[field].length * 8)
      isFound(`${field} bit ${bit}`, {
        checkpoint: { ...checkpoint, [field]: flipped(checkpoint[field], bit) },
      })
    }
  }
})

function verdictStart({ text }: Checkpoint): ChainEnd {
  return JSON.parse(text) as ChainEnd
}

test('who rewrites all of it, from some entry on, is found by the head that was kept outside, and by nothing else', () => {
  const random = seeded(takeSeed())
  const kept = randomChain(random)
  const rows: AuditRow[] = []
  let end: ChainEnd = kept.checkpoint === undefined ? BEGINNING : verdictStart(kept.checkpoint)
  for (const [n, row] of kept.rows.entries()) {
    const draft = JSON.parse(row.text) as AuditDraft
    const changed = n === 0 ? { ...draft, who: { ...draft.who, name: 'Somebody else' } } : draft
    const rewritten = sealed(end, changed, 0)
    rows.push(rewritten)
    end = endAt(rewritten)
  }
  expect(verdictOf({ ...kept, rows, head: end }).whole).toBe(true)
  expect(verdictOf({ ...kept, rows })).toMatchObject({
    whole: false,
    problems: [{ sequence: kept.head.sequence, message: expect.stringMatching(/rewritten/) }],
  })
  // A running server knows where it stopped.
  expect(verdictOf({ ...kept, rows, head: end }, { end: kept.head }).whole).toBe(false)
})
