import { formatTime } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import type { Act, Word } from './answers.ts'
import { type Judged, judgeAnswers, type LostSpan } from './check-answers.ts'
import type { KeptLog } from './kept-log.ts'

const AT = 1_700_000_000_000
const AN_HOUR = 3_600_000

/** Something in the log, a second after the one before. */
type Happened = readonly [type: string, what: object]
const alert = (type: string, alertname: string, more: object = {}): Happened => [
  `alert_${type}`,
  { alertname, ...more },
]

function logOf(happened: readonly Happened[]): KeptLog {
  return {
    terms: [{ epoch: 'a', first: 1 }],
    events: happened.map(([type, data], index) => {
      const source = type.startsWith('alert') ? 'alert_processor' : 'silence_manager'
      const sequence = index + 1
      const stamp = { source, sequence, epoch: 'a', timestamp: formatTime(AT + sequence * 1_000) }
      const text = JSON.stringify({ type, id: String(sequence), data, ...stamp })
      return { sequence, epoch: 'a', type, body: text.slice(0, -1) } as KeptLog['events'][number]
    }),
  }
}

const word = (alertname: string, says: Word['says'] = 'fires', more: Partial<Word> = {}): Word => ({
  alertname,
  says,
  ends: AT + AN_HOUR,
  asked: AT,
  settled: AT + 1,
  isKept: true,
  ...more,
})
const act = (did: Act['did'], mark: string): Act => ({ did, mark, settled: AT + 1 })
const taken = (name: string): Happened => alert('acknowledged', 'A', { acknowledged_by: { name } })

function judge(
  words: readonly Word[],
  happened: readonly Happened[],
  acts: readonly Act[] = [],
  span?: LostSpan,
): Judged {
  return judgeAnswers({ words, acts }, logOf(happened), span)
}

const begun = alert('created', 'A')
const ended = alert('resolved', 'A', { resolved_by: 'sender' })
const timedOut = alert('resolved', 'A', { resolved_by: 'timeout' })

test.each<[string, readonly Word[], readonly Happened[], (readonly Act[])?]>([
  ['said three times, there once', [word('A'), word('A'), word('A')], [begun]],
  ['begun and over', [word('A'), word('A', 'over')], [begun, ended]],
  ['its time was up', [word('A', 'fires', { ends: AT + 1_000 })], [begun, timedOut]],
  ['not answered, and not there', [word('A', 'fires', { isKept: false })], []],
  [
    'begun again by what was not answered',
    [word('A'), word('A', 'fires', { isKept: false }), word('A', 'over')],
    [begun, ended, alert('firing', 'A')],
  ],
  [
    'done by people',
    [],
    [begun, taken('Ana'), ['silence_created', { id: 's' }]],
    [act('acknowledge', 'Ana'), act('silence', 's')],
  ],
])('nothing is wrong: %s', (_, words, happened, acts) => {
  expect(judge(words, happened, acts)).toEqual({ flaws: [], lost: 0 })
})

test.each<[string, string, readonly Word[], readonly Happened[], (readonly Act[])?]>([
  ['not there', 'A was answered and is not in the log', [word('A')], []],
  ['begun twice', 'began twice', [word('A')], [begun, begun]],
  ['ended twice', 'ended twice', [word('A'), word('A', 'over')], [begun, ended, ended]],
  ['two lives', 'has 2 lives', [word('A')], [begun, ended, alert('firing', 'A')]],
  ['over, and goes on', 'said to be over', [word('A'), word('A', 'over')], [begun]],
  ['ended too early', 'ended by its deadline', [word('A')], [begun, timedOut]],
  [
    'sent all the time, and ended',
    'has 2 lives, and was sent all',
    [word('Faithful1')],
    ['created', 'resolved', 'firing'].map((type) => alert(type, 'Faithful1')),
  ],
  [
    'never ended',
    'its time is long up',
    [word('Silent1', 'fires', { ends: AT })],
    [alert('created', 'Silent1')],
  ],
  ['taken by nobody', 'acknowledge of Ana was answered', [], [begun], [act('acknowledge', 'Ana')]],
  [
    'taken twice',
    'acknowledge of Ana is in the log 2 times',
    [],
    [begun, taken('Ana'), taken('Ana')],
    [act('acknowledge', 'Ana')],
  ],
  ['not silenced', 'silence of s was answered', [], [begun], [act('silence', 's')]],
])('something is wrong: %s', (_, flaw, words, happened, acts) => {
  expect(judge(words, happened, acts).flaws.join()).toContain(flaw)
})

test('what a lost tail took is counted, and only of its time', () => {
  const words = [word('A'), word('B', 'fires', { settled: AT + 5_000 })]
  expect(judge(words, [begun], [], { from: AT + 4_000, to: AT + 6_000 })).toEqual({ flaws: [], lost: 1 })
  expect(judge(words, [begun], [], { from: AT + 6_000, to: AT + 7_000 }).flaws).toHaveLength(1)
})
