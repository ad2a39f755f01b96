import { expect, test } from 'vitest'
import { type AuditScan, scanAudit } from '../../../../server/src/audit/audit-scan.ts'
import { newKey, signerOf } from '../../../../server/src/audit/checkpoint.ts'
import { type AuditDraft, type AuditRow, BEGINNING, endAt } from '../../../../server/src/audit/entry.ts'
import { sealed } from '../../../../server/src/audit/sealed.ts'
import { type Begin, newPlace } from './place.ts'
import { alert, changes, DAY, firings, MINUTE } from './samples.ts'

/** So many entries that go on from each other. */
export function entries(count: number, from = BEGINNING): readonly AuditRow[] {
  const rows: AuditRow[] = []
  let end = from
  for (let n = 0; n < count; n++) {
    const draft: AuditDraft = {
      who: { credential: 'token:a', subject: 'token:a', name: 'Ana 🔥', role: 'admin', address: '10.0.0.1' },
      what: n % 3 === 0 ? 'silence.save' : 'alert.acknowledge',
      result: n % 4 === 0 ? 'forbidden' : 'ok',
      detail: { text: 'a\u0000b\ud800' },
    }
    const row = sealed(end, draft, DAY + n * MINUTE)
    rows.push(row)
    end = endAt(row)
  }
  return rows
}

const ALL: AuditScan = { from: 0, to: Infinity, before: Infinity, most: 1_000 }

/** What is kept of people's acts: one transaction with what they did, in order, to the byte. */
export function auditTests(begin: Begin): void {
  test('entries are kept to the byte, in order, and the chain goes on from the last after another start', async () => {
    const { storage, nowAndLater } = await newPlace(begin)
    const rows = entries(20)
    await storage.commit(changes({ audit: rows.slice(0, 7) }))
    await storage.commit(changes({ audit: rows.slice(7), events: firings(1, 1) }))
    await nowAndLater(async ({ audit, load }) => {
      expect(await audit.after(0, 100)).toEqual(rows)
      expect(await audit.after(5, 3)).toEqual(rows.slice(5, 8))
      expect((await load(DAY, 1)).auditEnd).toEqual(endAt(rows.at(-1) as AuditRow))
      const length = rows.reduce((sum, { text }) => sum + [...text].length, 0)
      expect(Math.abs((await audit.bytes()) / length - 1)).toBeLessThan(0.05)
      expect(await audit.checkpoint()).toBeUndefined()
    })
  })

  test('what is looked for is found newest first, and in pages', async () => {
    const { storage } = await newPlace(begin)
    const rows = entries(50)
    await storage.commit(changes({ audit: rows }))
    for (const wanted of [
      {},
      { who: 'ana' },
      { who: '10.0.0.1' },
      { who: '10.0.0' },
      { what: 'silence' },
      { result: 'refused' as const },
      { from: DAY + 10 * MINUTE, to: DAY + 20 * MINUTE, what: 'alert.acknowledge' },
    ]) {
      const expected = scanAudit(rows.toReversed(), { ...ALL, ...wanted }).rows
      const found: AuditRow[] = []
      for (let before: number | undefined = 1e15; before !== undefined; ) {
        const page = await storage.audit.scan({ ...ALL, ...wanted, before, most: 7 })
        found.push(...page.rows)
        before = page.last
      }
      expect([wanted, found]).toEqual([wanted, expected])
    }
    expect(scanAudit(rows.toReversed(), { ...ALL, who: '10.0.0' }).rows).toHaveLength(0)
    expect(scanAudit(rows.toReversed(), { ...ALL, result: 'refused' }).rows).toHaveLength(13)
  })

  test('a commit that fails leaves neither the act nor its entry; one whose entry cannot be kept does not, either', async () => {
    const { storage, nowAndLater } = await newPlace(begin)
    const rows = entries(3)
    await storage.commit(changes({ audit: rows.slice(0, 2), events: firings(1, 3) }))
    for (const failing of [
      { events: firings(3, 3), audit: rows.slice(2) },
      { events: firings(4, 4), alerts: [alert('a4')], audit: rows.slice(1) },
    ])
      await expect(storage.commit(changes(failing))).rejects.toThrow()
    await nowAndLater(async ({ audit, load }) => {
      expect(await audit.after(0, 10)).toEqual(rows.slice(0, 2))
      expect(await load(DAY, 10)).toMatchObject({ head: 3, alerts: [] })
    })
  })

  test('retention deletes up to an entry and leaves a checkpoint, in the transaction that says so', async () => {
    const { storage, nowAndLater } = await newPlace(begin)
    const signer = signerOf(newKey())
    const rows = entries(10)
    const [fourth, eighth] = [rows[3] as AuditRow, rows[7] as AuditRow]
    await storage.commit(changes({ audit: rows.slice(0, 9) }))
    await storage.commit(
      changes({
        auditTrim: { through: 4, checkpoint: signer.sign(endAt(fourth), DAY) },
        audit: rows.slice(9),
      }),
    )
    expect(await storage.audit.after(0, 100)).toEqual(rows.slice(4))
    const checkpoint = signer.sign(endAt(eighth), DAY + MINUTE)
    await storage.commit(changes({ auditTrim: { through: 8, checkpoint } }))
    await nowAndLater(async ({ audit, load }) => {
      expect(await audit.after(0, 100)).toEqual(rows.slice(8))
      expect(await audit.checkpoint()).toEqual(checkpoint)
      expect((await load(DAY, 1)).auditEnd).toEqual(endAt(rows[9] as AuditRow))
    })
  })
}
