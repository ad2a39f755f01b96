import type { AlertHistory, BoardAlert, BoardSilence } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { historyLines } from '../../../../src/renderer/features/detail/history-lines.ts'
import { namesOn } from '../../../../src/renderer/features/detail/history-names.ts'
import { sampleAlert } from '../../support/board-parts.ts'

type Logged = AlertHistory['events'][number]

function logged(type: Logged['type'], minute: number, part: Partial<Logged['data']> = {}): Logged {
  const { sequence: _, ...alert } = sampleAlert()
  const timestamp = `2026-11-24T03:${String(minute).padStart(2, '0')}:00.000Z`
  const data = { ...alert, ...part }
  return { type, source: 'alert_processor', id: `${minute}`, timestamp, epoch: 'e', sequence: minute, data }
}

const silence = (id: string, created_by: string, comment: string) =>
  [id, { id, created_by, comment } as BoardSilence] as const

const names = namesOn({
  silences: new Map([silence('s1', 'Priya', 'disk is being replaced'), silence('s2', 'Tom', 'noise')]),
  alerts: new Map<string, BoardAlert>([['ab', sampleAlert({ alertname: 'NodeDown', fingerprint: 'ab' })]]),
})
const texts = (events: readonly Logged[]): readonly string[] =>
  historyLines(events, names).map(({ text }) => text)

test('a silence is told by who made it and why, only the one that came', () => {
  expect(
    texts([
      logged('alert_silenced', 3, { silenced_by: ['s1', 's2'] }),
      logged('alert_silenced', 2, { silenced_by: ['s1'] }),
      logged('alert_created', 1),
    ]),
  ).toEqual(['Silenced by Tom: “noise”', 'Silenced by Priya: “disk is being replaced”', 'Began, as high'])
  expect(texts([logged('alert_silenced', 2, { silenced_by: ['gone'] })])).toEqual([
    'Silenced, by a silence that is not kept any more',
  ])
})

test('what inhibits is told by its name and the rule', () => {
  const inhibited_by = [{ fingerprint: 'ab', rule: 'node' }]
  expect(texts([logged('alert_inhibited', 2, { inhibited_by })])[0]).toMatch(
    /^Inhibited by NodeDown .*\(rule node\)$/,
  )
})

test('that flapping was noticed in between does not break its line', () => {
  const flaps = [9, 8, 7, 6, 5, 4, 3].map((minute) =>
    minute === 6
      ? logged('alert_updated', 6, { flapping: 3 })
      : logged(minute % 2 === 0 ? 'alert_resolved' : 'alert_firing', minute, {
          flapping: minute > 6 ? 3 : 0,
          resolved_by: 'sender',
        }),
  )
  expect(texts([...flaps, logged('alert_created', 1)])).toEqual(['2 flaps', 'Began, as high'])
})
