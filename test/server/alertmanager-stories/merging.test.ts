import { expect, test } from 'vitest'
import { startStory } from '../../support/http/story-server.ts'

// What Alertmanager's own tests state of merging, posted from outside and read back. Its tests look at notifications;
// here the API and the board tell.

test.each([false, true])(
  'a refreshed alert keeps its earliest start and takes the newest words (with ends: %s)',
  async (withEnds) => {
    const s = await startStory()
    const labels = { alertname: 'test' }
    const active = (start: number): readonly [number, number?] => (withEnds ? [start, start + 3] : [start])
    const shown = async () =>
      (await s.alerts()).map(({ startsAt, annotations }) => [s.second(startsAt), annotations.ann])

    await s.at(1)
    await s.push({ labels, active: active(1.1) })
    await s.at(1.2)
    // Another Prometheus sends later, with an earlier start.
    await s.push({ labels, active: [1] })
    expect(await shown()).toEqual([[1, undefined]])
    await s.at(2.1)
    await s.push({ labels, annotations: { ann: 'v1' }, active: active(2) })
    expect(await shown()).toEqual([[1, 'v1']])
    await s.at(3.6)
    await s.push({ labels, annotations: { ann: 'v2' }, active: active(1.5) })
    expect(await shown()).toEqual([[1, 'v2']])

    // It is resolved more than once; all of it is one end.
    await s.at(4.6)
    await s.push({ labels, annotations: { ann: 'v2' }, active: [3, 4.5] })
    await s.at(4.8)
    await s.push({ labels, annotations: { ann: 'v3' }, active: [2.9, 4.8] })
    await s.push({ labels, annotations: { ann: 'v3' }, active: [2.9, 4.1] })
    expect(await shown()).toEqual([])
    expect(s.told().filter((line) => !line.includes('updated'))).toEqual([
      'alert_created test',
      'alert_resolved test',
    ])

    // It fires again later: no overlap, no merging.
    await s.at(5.3)
    await s.push({ labels, active: active(5) })
    expect(await shown()).toEqual([[5, undefined]])
    expect(s.told()).toEqual(['alert_firing test'])
  },
)

type Range = readonly [starts: number, ends: number, isDefault?: boolean]

// In minutes; A is sent first, B a minute later. A default end is the resolve timeout's.
test.each<readonly [string, Range, Range, readonly [number, number]]>([
  ['both ends defaulted: the younger', [-2, 2, true], [-1, 3, true], [-2, 3]],
  ['only the older defaulted: the younger', [-1, 3, true], [0, 2], [-1, 2]],
  ['only the younger defaulted: the older, which is later', [-1, 3], [0, 2, true], [-1, 3]],
  ['both given, the older later: the older', [-1, 3], [0, 2], [-1, 3]],
  ['both given, the younger later: the younger', [-1, 3], [-1, 4], [-1, 4]],
])('of two overlapping ranges the start is the earlier, the end %s', async (_, a, b, [starts, ends]) => {
  const [defaulted] = [a, b].flatMap(([, end, isDefault], sent) => (isDefault ? [end - sent] : []))
  const s = await startStory({ resolveTimeout: (defaulted ?? 5) * 60 })
  const labels = { alertname: 'test' }
  const range = ([start, end, isDefault]: Range): readonly [number, number?] =>
    isDefault ? [start * 60] : [start * 60, end * 60]
  await s.push({ labels, active: range(a) })
  await s.at(60)
  await s.push({ labels, active: range(b) })
  const [shown] = await s.alerts()
  expect([s.second(shown?.startsAt ?? ''), s.second(shown?.endsAt ?? '')]).toEqual([starts * 60, ends * 60])
})

test('a resolve of a firing alert ends it at the end that was given, from its own start on', async () => {
  const s = await startStory()
  const labels = { alertname: 'test' }
  await s.push({ labels, active: [-120, 180] })
  await s.at(60)
  await s.push({ labels, active: [-120, 0] })
  const [ended] = (await s.board()).alerts
  expect([s.second(ended?.starts_at ?? ''), s.second(ended?.ends_at ?? '')]).toEqual([-120, 0])
  expect(ended).toMatchObject({ status: 'resolved', resolved_by: 'sender' })
})

test('alerts without an end resolve when the resolve timeout has passed, and the refreshed one lives on', async () => {
  const s = await startStory({ resolveTimeout: 10 })
  const labels = (lbl: string) => ({ alertname: 'test', lbl })
  const firing = async () => (await s.alerts()).map((alert) => alert.labels.lbl).sort()
  await s.at(1)
  await s.push({ labels: labels('v1') }, { labels: labels('v2') })
  await s.at(3)
  // An end that is still to come is a deadline; it resolves by itself.
  await s.push({ labels: labels('v1'), active: [1, 4] }, { labels: labels('v3') })
  await s.at(5)
  expect(await firing()).toEqual(['v2', 'v3'])
  await s.at(8)
  await s.push({ labels: labels('v3'), active: [3] })
  await s.at(10.9)
  expect(await firing()).toEqual(['v2', 'v3'])
  await s.at(12)
  expect(await firing()).toEqual(['v3'])
  await s.at(19)
  expect(await firing()).toEqual([])
  const ends = (await s.board()).alerts.map(({ labels, ends_at, resolved_by }) => [
    labels.lbl,
    s.second(ends_at ?? ''),
    resolved_by,
  ])
  expect(ends.sort()).toEqual([
    ['v1', 4, 'timeout'],
    ['v2', 11, 'timeout'],
    ['v3', 18, 'timeout'],
  ])
})
