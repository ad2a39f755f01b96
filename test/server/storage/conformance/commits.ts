import { expect, test } from 'vitest'
import { BEGINNING } from '../../../../server/src/audit/entry.ts'
import { type Begin, newPlace } from './place.ts'
import {
  alert,
  alertEvent,
  changes,
  credential,
  DAY,
  EPOCH,
  firings,
  health,
  MINUTE,
  revocation,
  sequences,
  session,
  severity,
  silence,
  source,
  span,
} from './samples.ts'

/** What a commit keeps, and that it keeps all of it or nothing (S13, S16). */
export function commitTests(begin: Begin): void {
  test('a store that was just begun is empty', async () => {
    const { storage } = await newPlace(begin)
    expect(await storage.load(DAY, 10)).toEqual({
      alerts: [],
      silences: [],
      sources: [],
      health: [],
      credentials: [],
      sessions: [],
      revocations: [],
      severities: [],
      terms: [],
      head: 0,
      recent: [],
      resolvedToday: 0,
      auditEnd: BEGINNING,
      localActs: [],
    })
  })

  test('what was committed is what is loaded, at once and after another start', async () => {
    const { storage, nowAndLater } = await newPlace(begin)
    const kept = {
      alerts: [alert('a1'), alert('a2', { heartbeat: true, acknowledged: null, generatorURL: undefined })],
      silences: [silence('one'), silence('two', { state: 'expired' })],
      sources: [source('Prometheus a'), source('Grafana', { quiet: true, rejected: undefined })],
      health: [health('store', { kind: 'store', latency_ms: 1.5 }), health('Grafana', { message: 'quiet' })],
      credentials: [credential('Ana'), credential('Prometheus', { role: 'ingest' })],
      sessions: [session('a'), session('b', { device: 'browser' })],
      revocations: [revocation('ana')],
      severities: [severity('tier0')],
    }
    const events = firings(1, 5)
    await storage.commit(changes({ ...kept, events }))
    await nowAndLater(async (opened) => {
      const loaded = await opened.load(DAY, 100)
      const { alerts, silences, sources, health, credentials, sessions, head, recent } = loaded
      expect(sorted(alerts)).toEqual(sorted(kept.alerts))
      expect(sorted(silences)).toEqual(sorted(kept.silences))
      expect(sorted(sources)).toEqual(sorted(kept.sources))
      expect(sorted(health)).toEqual(sorted(kept.health))
      expect(sorted(credentials)).toEqual(sorted(kept.credentials))
      expect(sorted(sessions)).toEqual(sorted(kept.sessions))
      expect(loaded.revocations).toEqual(kept.revocations)
      expect(loaded.severities).toEqual(kept.severities)
      expect({ head, recent }).toEqual({ head: 5, recent: events })
    })
  })

  test('a thing that is committed again takes the place of what it was', async () => {
    const { storage, reopen } = await newPlace(begin)
    await storage.commit(
      changes({
        alerts: [alert('a1')],
        silences: [silence('one')],
        sources: [source('s')],
        health: [health('h')],
        credentials: [credential('Ana')],
        sessions: [session('a')],
        revocations: [revocation('ana')],
        severities: [severity('tier0')],
      }),
    )
    const later = {
      alerts: [alert('a1', { status: 'firing', endsAt: undefined, sequence: 7 })],
      silences: [silence('one', { state: 'expired', sequence: 8 })],
      sources: [source('s', { quiet: true })],
      health: [health('h', { status: 'unhealthy', sequence: 9 })],
      credentials: [credential('Ana', { expiresAt: DAY + MINUTE })],
      sessions: [session('a', { expiresAt: DAY + MINUTE })],
      revocations: [revocation('ana', { issuedBefore: DAY + MINUTE })],
      severities: [severity('tier0', { level: 'info' })],
    }
    await storage.commit(changes(later))
    const loaded = await (await reopen()).load(DAY, 10)
    for (const kind of [
      'alerts',
      'silences',
      'sources',
      'health',
      'credentials',
      'sessions',
      'revocations',
      'severities',
    ] as const)
      expect(loaded[kind]).toEqual(later[kind])
  })

  test('what was forgotten is gone, and nothing else is; the log still tells of it', async () => {
    const { storage, nowAndLater } = await newPlace(begin)
    const [a, b, c] = [alert('a1'), alert('a2'), alert('a3')]
    const [one, two] = [silence('one'), silence('two')]
    const sources = [source('Prometheus'), source('Grafana')]
    const rows = [health('Prometheus'), health('store')]
    const events = firings(1, 3)
    const credentials = [credential('Ana'), credential('Bo')] as const
    const sessions = [session('a'), session('b')] as const
    const revocations = [revocation('a'), revocation('b')] as const
    const severities = [severity('a'), severity('b')] as const
    await storage.commit(
      changes({
        events,
        alerts: [a, b, c],
        silences: [one, two],
        sources,
        health: rows,
        credentials,
        sessions,
        revocations,
        severities,
      }),
    )
    await storage.commit(
      changes({
        forgottenAlerts: [b.fingerprint, 'ffffffffffffffff'],
        forgottenSilences: ['one', 'never there'],
        forgottenSources: ['Grafana', 'never there'],
        forgottenHealth: ['store', 'never there'],
        forgottenCredentials: [credentials[0].hash, 'never there'],
        forgottenSessions: ['a', 'never there'],
        forgottenRevocations: [revocations[0].key, 'never there'],
        forgottenSeverities: ['a', 'never there'],
      }),
    )
    await nowAndLater(async (opened) => {
      const loaded = await opened.load(DAY, 10)
      expect(sorted(loaded.alerts)).toEqual(sorted([a, c]))
      expect([loaded.silences, loaded.sources, loaded.health]).toEqual([[two], [sources[0]], [rows[0]]])
      expect(loaded.credentials).toEqual([credentials[1]])
      expect(loaded.sessions).toEqual([sessions[1]])
      expect(loaded.revocations).toEqual([revocations[1]])
      expect(loaded.severities).toEqual([severities[1]])
      expect(sequences(await opened.events.ofAlert(b.fingerprint, 10))).toEqual([2])
    })
  })

  test('a commit that fails in its middle leaves nothing of itself, and the next one is kept', async () => {
    const { storage, reopen } = await newPlace(begin)
    const before = changes({ events: firings(1, 3), alerts: [alert('a1')], silences: [silence('one')] })
    await storage.commit(before)
    // What takes a place in the log that is taken cannot be kept; everything around it could.
    for (const events of [
      [...firings(4, 5), ...firings(3, 3), ...firings(6, 6)],
      [...firings(4, 6), ...firings(6, 6)],
    ]) {
      const failing = changes({
        events,
        alerts: [alert('a1', { sequence: 99 }), alert('a4')],
        silences: [silence('two')],
        forgottenSilences: ['one'],
        sources: [source('s')],
        health: [health('h')],
      })
      await expect(storage.commit(failing)).rejects.toThrow()
      expect(await storage.load(DAY, 10)).toEqual({
        alerts: before.alerts,
        silences: before.silences,
        sources: [],
        health: [],
        credentials: [],
        sessions: [],
        revocations: [],
        severities: [],
        terms: [],
        head: 3,
        recent: before.events,
        resolvedToday: 0,
        auditEnd: BEGINNING,
        localActs: [],
      })
      expect(await storage.past.statistics(DAY, DAY + 60 * MINUTE)).toMatchObject({ lives: 3 })
    }
    await storage.commit(changes({ events: firings(4, 4), alerts: [alert('a4')] }))
    const opened = await reopen()
    expect(sequences(await opened.events.readAfter(0, 10))).toEqual([1, 2, 3, 4])
    expect((await opened.load(DAY, 10)).alerts).toHaveLength(2)
  })

  test('S16: terms are kept in their order, and a name is taken once', async () => {
    const { storage, reopen } = await newPlace(begin)
    await storage.openTerm({ epoch: EPOCH, first: 1 })
    await storage.commit(changes({ events: firings(1, 3) }))
    const second = await reopen()
    // Two starts without an event in between begin at the same place.
    await second.openTerm({ epoch: 'b', first: 4 })
    const third = await reopen()
    await third.openTerm({ epoch: 'a', first: 4 })
    await expect(third.openTerm({ epoch: 'b', first: 4 })).rejects.toThrow()
    expect((await (await reopen()).load(DAY, 10)).terms).toEqual([
      { epoch: EPOCH, first: 1 },
      { epoch: 'b', first: 4 },
      { epoch: 'a', first: 4 },
    ])
  })

  test('the newest events are loaded as many as are asked for, in order, and today’s ends are counted', async () => {
    const { storage } = await newPlace(begin)
    const midnight = DAY + 24 * 60 * MINUTE
    const end = (sequence: number, at: number) =>
      alertEvent(sequence, at, 'alert_resolved', `a${sequence - 3}`, { life: sequence - 3, by: 'sender' })
    await storage.commit(
      changes({
        events: [...firings(1, 3), end(4, midnight - 1), end(5, midnight), end(6, midnight + MINUTE)],
      }),
    )
    for (const [recent, wanted] of [
      [0, []],
      [1, [6]],
      [4, span(3, 6)],
      [100, span(1, 6)],
    ] as const)
      expect(sequences((await storage.load(midnight, recent)).recent)).toEqual(wanted)
    const ended = async (since: number) => (await storage.load(since, 0)).resolvedToday
    expect([await ended(DAY), await ended(midnight), await ended(midnight + 2 * MINUTE)]).toEqual([3, 2, 0])
  })

  test('whatever text people and machines write comes back as it was', async () => {
    const { storage, nowAndLater } = await newPlace(begin)
    const labels = JSON.parse('{"__proto__": "a", "constructor": "b", "": "c"}') as Record<string, string>
    const texts = ['', 'a\u0000b', `"\\'`, 'ünïcødé 🔥', '\ud800', '\u2028', 'x'.repeat(100_000)]
    for (const [n, text] of texts.entries()) {
      const event = alertEvent(n + 1, DAY, 'alert_acknowledged', text, { text, owner: text })
      const record = alert('a1', { annotations: { [text]: text }, labels, mutedBy: [text] })
      const kept = silence('one', { comment: text, annotations: { [text]: text } })
      await storage.commit(changes({ events: [event], alerts: [record], silences: [kept] }))
      const { recent, alerts, silences } = await storage.load(DAY, 1)
      expect({ recent, alerts, silences }).toEqual({ recent: [event], alerts: [record], silences: [kept] })
      expect(Object.entries(alerts[0]?.labels ?? {})).toEqual(Object.entries(labels))
    }
    await nowAndLater(async (opened) => {
      const read = await opened.events.readAfter(0, 100)
      expect(read.map(({ data }) => 'alertname' in data && data.alertname)).toEqual(texts)
    })
  })

  test('what is asked before the close is done; afterwards everything is refused', async () => {
    const { storage, close, reopen } = await newPlace(begin)
    const committed = storage.commit(changes({ events: firings(1, 200), alerts: [alert('a1')] }))
    const read = storage.events.readAfter(0, 1)
    await close()
    await committed
    await read
    for (const ask of [
      () => storage.commit(changes({ events: firings(201, 201) })),
      () => storage.load(DAY, 1),
      () => storage.events.readAfter(0, 1),
      () => storage.openTerm({ epoch: 'late', first: 1 }),
    ])
      await expect(ask()).rejects.toThrow()
    expect(await (await reopen()).load(DAY, 0)).toMatchObject({ head: 200, terms: [] })
  })
}

function sorted<T>(items: readonly T[]): readonly T[] {
  const key = (item: T): string => {
    const { fingerprint, id, component } = item as Record<string, string>
    return fingerprint ?? id ?? component ?? ''
  }
  return items.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
}
