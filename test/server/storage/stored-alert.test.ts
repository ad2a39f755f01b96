import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toChange } from '../../../server/src/alerts/payload.ts'
import type { AlertRecord, Report } from '../../../server/src/alerts/record.ts'
import { journalBatch } from '../../../server/src/storage/sqlite/journal-batch.ts'
import { journalLines } from '../../../server/src/storage/sqlite/journal-lines.ts'
import { fromStoredAlert, toStoredAlert } from '../../../server/src/storage/stored-alert.ts'
import { WrittenEvent } from '../../../server/src/storage/written-event.ts'

const labels = fc.dictionary(fc.string({ minLength: 1 }), fc.string(), { maxKeys: 3 })
const time = fc.nat()
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined })

const report: fc.Arbitrary<Report> = fc.record({
  entry: fc.constantFrom('direct', 'relayed'),
  source: fc.string(),
  status: fc.constantFrom('firing', 'ended', 'expired'),
  startsAt: time,
  endsAt: time,
  timeout: fc.boolean(),
  firstAt: time,
  updatedAt: time,
  annotations: labels,
  generatorURL: optional(fc.string()),
})

const record: fc.Arbitrary<AlertRecord> = fc.record({
  fingerprint: fc.stringMatching(/^[0-9a-f]{16}$/),
  labels,
  life: fc.stringMatching(/^[0-9a-z]{1,12}-\d{1,9}$/),
  status: fc.constantFrom('firing', 'resolved'),
  startsAt: time,
  endsAt: optional(time),
  resolvedBy: optional(fc.constantFrom('sender', 'timeout')),
  annotations: labels,
  annotationsAt: time,
  generatorURL: optional(fc.string()),
  reports: fc.dictionary(fc.string({ minLength: 1 }), report, { maxKeys: 3, noNullPrototype: true }),
  lastExplicitEnd: optional(time),
  unconfirmed: fc.boolean(),
  lives: fc.array(time, { maxLength: 3 }),
  acknowledged: fc.constantFrom(null, {
    name: 'Ana',
    at: '2026-11-25T03:12:00.000Z',
    until: 'resolved' as const,
  }),
  silencedBy: fc.array(fc.string(), { maxLength: 2 }),
  inhibitedBy: fc.array(fc.record({ fingerprint: fc.string(), rule: fc.string() }), { maxLength: 2 }),
  mutedBy: fc.array(fc.string(), { maxLength: 2 }),
  receivers: fc.array(fc.string(), { maxLength: 2 }),
  heartbeat: fc.boolean(),
  sequence: fc.nat(),
  updatedAt: time,
})

/** Reports whose words are the alert's own, as nearly all are. */
const agreeing = record.map((one): AlertRecord => {
  const { annotations, generatorURL } = one
  const reports = Object.entries(one.reports).map(([key, said]) => [
    key,
    { ...said, annotations, generatorURL },
  ])
  return { ...one, reports: Object.fromEntries(reports) }
})

test('an alert comes back from the disk as it was written', () => {
  fc.assert(
    fc.property(fc.oneof(record, agreeing), (one) => {
      expect(fromStoredAlert(toStoredAlert(one))).toEqual(one)
    }),
  )
})

/** Every field that there is: the compiler asks for those that are added later. */
const WHOLE_REPORT: Required<Report> = {
  entry: 'relayed',
  source: 'Alertmanager "main"',
  replica: { replica: 'a' },
  status: 'ended',
  startsAt: 1,
  ourStart: true,
  endsAt: 2,
  slowEnd: 3,
  timeout: true,
  firstAt: 4,
  updatedAt: 5,
  annotations: { summary: 'one\ttab, one "quote"' },
  generatorURL: 'https://a.example.com/\\',
  severity: 'critical',
  others: true,
  bound: 'c1',
  owner: 'c2',
}
const WHOLE: Required<AlertRecord> = {
  fingerprint: '0123456789abcdef',
  labels: { alertname: 'a\nb', ['__proto__']: 'plain' },
  levelled: true,
  life: 'abc-7',
  status: 'resolved',
  startsAt: 1,
  endsAt: 2,
  resolvedBy: 'person',
  annotations: { runbook: 'é' },
  annotationsAt: 3,
  generatorURL: 'https://b.example.com/"',
  reports: { 'a|"b"|c': WHOLE_REPORT, other: { ...WHOLE_REPORT, generatorURL: undefined } },
  lastExplicitEnd: 4,
  boundEnds: { c1: 5 },
  unconfirmed: true,
  lives: [1, 2],
  episode: { since: 1, lives: 3, changedAt: 2 },
  firstLife: 'abc-3',
  acknowledged: { name: 'Ana', at: '2026-11-25T03:12:00.000Z', until: 'worse' },
  takenAs: 'warning',
  takenBy: { id: 'p1', subject: 'ana', name: 'Ana', role: 'responder', anonymous: false },
  notes: [{ id: 'n1', at: '2026-11-25T03:13:00.000Z', name: 'Ana', text: 'seen' }],
  silencedBy: ['s1', 's2'],
  inhibitedBy: [{ fingerprint: 'fedcba9876543210', rule: 'r' }],
  mutedBy: ['nights "and" days'],
  receivers: ['ops', 'team "a"'],
  opener: '127.0.0.1',
  heartbeat: true,
  sequence: 9,
  updatedAt: 6,
}

test('every field that an alert may have comes back, alone and beside all others', () => {
  const [plain] = fc.sample(agreeing, { numRuns: 1, seed: 1 })
  expect(fromStoredAlert(toStoredAlert(WHOLE))).toEqual(WHOLE)
  for (const [name, value] of Object.entries(WHOLE)) {
    const one = { ...(plain as AlertRecord), [name]: value }
    expect(fromStoredAlert(toStoredAlert(one)), name).toEqual(one)
  }
  const report = WHOLE.reports.other as Report
  for (const [name, value] of Object.entries(WHOLE_REPORT)) {
    const one = { ...(plain as AlertRecord), reports: { a: { ...report, [name]: value } } }
    expect(fromStoredAlert(toStoredAlert(one)), name).toEqual(one)
  }
})

test('S10: one that an earlier version knew to flap goes on doing so while it fires; what knew none has no episode', () => {
  const [sample] = fc.sample(agreeing, { numRuns: 1, seed: 1 })
  const one = { ...(sample as AlertRecord), status: 'firing' as const, life: 'a.7', lives: [10, 20, 30] }
  const before = { ...JSON.parse(toStoredAlert(one)), flapping: 3 }
  expect(fromStoredAlert(JSON.stringify(before))).toEqual({
    ...one,
    episode: { since: 10, lives: 3, changedAt: 30 },
    firstLife: 'a.7',
  })
  const over = { ...before, status: 'resolved' }
  expect(fromStoredAlert(JSON.stringify(over))).toEqual({ ...one, status: 'resolved' })
  expect(fromStoredAlert(toStoredAlert(one))).toEqual(one)
})

test('a report is kept whatever its key', () => {
  const [one] = fc.sample(agreeing, { numRuns: 1, seed: 1 })
  const [said] = fc.sample(report, { numRuns: 1, seed: 1 })
  const odd = { ...(one as AlertRecord), reports: { ['__proto__']: said as Report } }
  expect(fromStoredAlert(toStoredAlert(odd))).toEqual(odd)
})

test('an alert that was written whole, as earlier versions did, is read as well', () => {
  fc.assert(
    fc.property(fc.oneof(record, agreeing), (one) => {
      const read = fromStoredAlert(JSON.stringify(one))
      // Such a text could not tell "no link" from "the same link".
      const links = Object.values(one.reports).map(({ generatorURL }) => generatorURL ?? one.generatorURL)
      expect(Object.values(read.reports).map(({ generatorURL }) => generatorURL)).toEqual(links)
      expect({ ...read, reports: {} }).toEqual({ ...one, reports: {} })
    }),
  )
})

/** Texts that look like the borders of the words in an event. */
const tricky = fc.dictionary(
  fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('labels', 'starts_at', ',"labels":{', '__proto__')),
  fc.oneof(
    fc.string(),
    fc.constantFrom(',"labels":{', ',"starts_at":"', '"},"labels":{"', '\\",\\"starts_at\\":\\"'),
  ),
  { maxKeys: 3 },
)

test('the journal gives an alert back whole, whether its words stood in its event or with itself', () => {
  const both = fc.tuple(agreeing, tricky, tricky, fc.boolean())
  fc.assert(
    fc.property(both, ([one, labels, annotations, isOther]) => {
      const alert: AlertRecord = { ...one, fingerprint: 'f', labels, annotations, sequence: 7 }
      const told = isOther ? { ...alert, annotations: { other: 'words' } } : alert
      const data = toChange(told, {}, {})
      const stamp = { id: 'i', at: 0, source: 'alert_processor', sequence: 7, epoch: 'e' }
      const events = [WrittenEvent.of({ ...stamp, type: 'alert_created' }, data)]
      const { bytes } = journalBatch({ events, alerts: [alert], forgottenAlerts: [] }) ?? {
        bytes: Buffer.alloc(0),
      }
      const [event, put, ...more] = journalLines(bytes)
      expect(event).toMatchObject({ kind: 'event' })
      expect(more).toEqual([])
      if (put?.kind !== 'put') throw new Error('the alert is not there')
      expect(fromStoredAlert(Buffer.from(put.text()).toString())).toEqual(
        fromStoredAlert(toStoredAlert(alert)),
      )
    }),
    { numRuns: 500 },
  )
})
