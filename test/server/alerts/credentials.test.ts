import { describe, expect, test } from 'vitest'
import { alertsOnly, HOUR, MINUTE, startCore, type TestCore } from '../../support/core/test-core.ts'
import { tempDir } from '../../support/temp-dir.ts'

const OURS = { owner: 'token:aaaaaaaaaaaa', sender: 'prom' }
const THEIRS = { owner: 'token:bbbbbbbbbbbb', sender: 'stranger' }
const firing = (t: TestCore): readonly string[] =>
  t.core
    .board()
    .alerts.filter(({ status }) => status === 'firing')
    .map(({ alertname }) => alertname)
const rows = (t: TestCore) => t.core.board().health.filter(({ kind }) => kind === 'source')
const named = (t: TestCore) => rows(t).map(({ component }) => component)
const host = (n: number): string => `http://p${n}:9090/graph`

describe('S3: what one credential reported', () => {
  test('is not ended by another that may only send, whatever times and labels it sends', async () => {
    const t = await startCore(await tempDir())
    await t.report('X', { ...OURS, labels: { a: '1', b: '2' } })
    const now = t.clock.now()
    for (const entry of ['direct', 'relayed'] as const)
      for (const endsAt of [now, now - HOUR, 1])
        for (const startsAt of [1, now, endsAt])
          for (const labels of [
            { b: '2', a: '1' },
            { a: '1', b: '2', empty: '' },
          ])
            await t
              .report('X', { ...THEIRS, entry, labels, at: { startsAt: Math.min(startsAt, endsAt), endsAt } })
              .catch(() => {})
    expect(firing(t)).toEqual(['X'])
    // A word of its own that it ends, or lets run out, ends that alone.
    await t.report('X', { ...THEIRS, labels: { a: '1', b: '2' }, ends: 1_000 })
    await t.report('X', { ...THEIRS, labels: { a: '1', b: '2' }, ends: 0 })
    await t.pass(MINUTE)
    expect(firing(t)).toEqual(['X'])
    await t.report('X', { ...OURS, labels: { a: '1', b: '2' }, ends: 0 })
    expect(firing(t)).toEqual([])
    await t.core.close()
  })

  test('by webhook is not ended by a direct word of another: neither now nor the next time that it fires', async () => {
    const t = await startCore(await tempDir())
    const relayed = { ...OURS, entry: 'relayed', ends: undefined } as const
    const startsAt = t.clock.now() - MINUTE
    // Before it comes, a stranger lets it begin and end: what began earlier is no old news for that.
    await t.report('X', { ...THEIRS })
    await t.report('X', { ...THEIRS, ends: 0 })
    expect(firing(t)).toEqual([])
    await t.report('X', { ...relayed, at: { startsAt } })
    expect(firing(t)).toEqual(['X'])
    await t.report('X', { ...THEIRS })
    await t.report('X', { ...THEIRS, ends: 0 })
    expect(firing(t)).toEqual(['X'])
    // Its own end counts, and what it says of earlier times is stale from then on.
    const over = t.clock.now()
    await t.report('X', { ...relayed, at: { startsAt, endsAt: over } })
    expect(firing(t)).toEqual([])
    await t.report('X', { ...relayed, at: { startsAt } })
    expect(firing(t)).toEqual([])
    await t.core.close()
  })

  test('a start in the future sets no bar for what others report afterwards', async () => {
    const t = await startCore(await tempDir())
    const relayed = { ...OURS, entry: 'relayed', ends: undefined } as const
    await t.report('X', relayed)
    await t.report('X', { ...THEIRS, starts: HOUR, ends: 2 * HOUR })
    await t.report('X', { sender: 'Ana', owner: 'token:cccccccccccc', mayEndOthers: true, ends: 0 })
    expect(firing(t)).toEqual([])
    await t.pass(MINUTE)
    await t.report('X', { ...relayed, starts: -1_000 })
    expect(firing(t)).toEqual(['X'])
    await t.core.close()
  })

  test('is not shown otherwise for what another one says: words, start, link', async () => {
    const t = await startCore(await tempDir())
    await t.report('X', { ...OURS, entry: 'relayed', ends: undefined, annotations: { runbook: 'ours' } })
    const was = t.core.alerts()[0]
    await t.report('X', { ...THEIRS, starts: -HOUR, annotations: { runbook: 'theirs' }, generator: host(6) })
    await t.pass(6 * MINUTE)
    const { alert, annotations } = t.core.alerts()[0] ?? {}
    expect(annotations).toEqual({ runbook: 'ours' })
    expect(alert).toMatchObject({
      starts_at: was?.alert.starts_at,
      generator_url: was?.alert.generator_url,
      annotations: { runbook: 'ours' },
    })
    await t.core.close()
  })

  test('somebody who may respond ends it for all, directly', async () => {
    const t = await startCore(await tempDir())
    await t.report('X', { ...OURS })
    await t.report('X', { ...THEIRS, mayEndOthers: true, ends: 0 })
    expect(firing(t)).toEqual([])
    await t.core.close()
  })
})

describe('S1: a credential by another name', () => {
  test('two of one name are two reporters', async () => {
    const t = await startCore(await tempDir())
    await t.report('X', { ...OURS })
    await t.report('X', { ...OURS, owner: THEIRS.owner, ends: 0 })
    expect(firing(t)).toEqual(['X'])
    await t.core.close()
  })

  test('a name that looks like the key of another takes nothing over', async () => {
    const t = await startCore(await tempDir())
    await t.report('X', { ...OURS, mayEndOthers: true })
    await t.report('X', { ...THEIRS, sender: OURS.owner, ends: 0 })
    expect(firing(t)).toEqual(['X'])
    await t.core.close()
  })

  test.each(['prom', '10.0.0.7'])(
    'what %s said before it was keyed is its own, and it ends it',
    async (sender) => {
      const t = await startCore(await tempDir())
      const relayed = { entry: 'relayed', ends: undefined } as const
      await t.report('X', { ...relayed, sender })
      await t.report('X', { ...relayed, ...OURS, address: '10.0.0.7', ends: 0 })
      expect(firing(t)).toEqual([])
      await t.core.close()
    },
  )
})

describe('S5: sources of a credential', () => {
  test('twenty behind one token are twenty; a dead one goes quiet, whatever the others call themselves', async () => {
    const t = await startCore(await tempDir())
    const all = Array.from({ length: 20 }, (_, n) => n)
    for (let round = 0; round < 8; round++) {
      for (const n of all)
        if (n !== 7 || round < 3)
          await t.report(`X${n}`, {
            ...OURS,
            generator: host(n),
            // Behind a proxy that takes its name away for a while.
            product: round === 1 || round > 4 ? 'Script' : 'Prometheus',
          })
      await t.pass(MINUTE)
    }
    expect(named(t)).toEqual(all.map((n) => `Prometheus p${n}:9090 (prom)`))
    expect(
      rows(t)
        .filter(({ quiet }) => quiet)
        .map(({ component }) => component),
    ).toEqual(['Prometheus p7:9090 (prom)'])
    await t.core.close()
  })

  test('another credential under the same link keeps nobody alive, nor do two of one name', async () => {
    const t = await startCore(await tempDir())
    await t.report('X', { ...OURS, product: 'Prometheus' })
    for (let round = 0; round < 6; round++) {
      await t.pass(MINUTE)
      await t.report('Y', { ...THEIRS, product: 'Prometheus' })
      await t.report('Z', { ...OURS, owner: 'token:cccccccccccc', product: 'Prometheus' })
    }
    expect(rows(t).map(({ component, quiet }) => [component, quiet])).toEqual([
      ['Prometheus prom:9090 (prom)', true],
      ['Prometheus prom:9090 (stranger)', false],
      ['Prometheus prom:9090 (prom, token:cccccccccccc)', false],
    ])
    expect(t.core.board().alerts.find(({ alertname }) => alertname === 'X')).toMatchObject({
      status: 'firing',
      unconfirmed: true,
    })
    await t.core.close()
  })

  test('invented origins share one row in the end, and push nobody out', async () => {
    const t = await startCore(await tempDir(), { rules: { sources: { perSender: 4, total: 100 } } })
    await t.report('X', { ...OURS })
    for (let n = 0; n < 50; n++)
      await t.report('Y', { ...THEIRS, generator: host(n), product: n % 2 === 0 ? 'Prometheus' : 'Script' })
    await t.report('X', { ...OURS, generator: 'http://second:9090' })
    expect(named(t)).toEqual([])
    await t.pass(3_000)
    expect(named(t).filter((name) => name.endsWith('(prom)'))).toHaveLength(2)
    expect(named(t).filter((name) => name.includes('stranger'))).toHaveLength(5)
    expect(named(t).filter((name) => name.endsWith('and others'))).toEqual(['Prometheus stranger and others'])
    await t.core.close()
  })

  test('rows of before go on under whoever speaks in their place: none is told as gone', async () => {
    const folder = await tempDir()
    const t = await startCore(folder)
    await t.report('X', { sender: '10.0.0.7', product: 'Prometheus' })
    await t.pass(3_000)
    await t.core.close()
    const again = await startCore(folder, { clock: t.clock })
    for (let round = 0; round < 8; round++) {
      await again.report('X', { ...OURS, product: round === 0 ? 'Prometheus' : 'Script' })
      await again.pass(MINUTE)
    }
    expect(rows(again).map(({ component, quiet }) => [component, quiet])).toEqual([
      ['Prometheus prom:9090', false],
    ])
    expect(alertsOnly(again.take())).toEqual([])
    await again.core.close()
  })
})
