import { expect, test } from 'vitest'
import { readAlertmanagerConfig } from '../../../server/src/alertmanager/read-config.ts'
import { holds } from '../../../server/src/alertmanager/time-interval.ts'

function read(spans: string) {
  return readAlertmanagerConfig(
    'am.yml',
    `route: {receiver: r}\nreceivers: [{name: r}]\ntime_intervals: [{name: window, time_intervals: ${spans}}]`,
  )
}

function isIn(spans: string, time: string): boolean {
  const result = read(spans)
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return holds(result.config.intervals.get('window') ?? [], Date.parse(time))
}

test.each([
  ['[{}]', '2026-01-05T03:00:00Z', true],
  ['[]', '2026-01-05T03:00:00Z', false],
  ['[{weekdays: []}]', '2026-01-05T03:00:00Z', false],
  ['[{weekdays: null}]', '2026-01-05T03:00:00Z', true],
  ['[{months: [13]}]', '2026-01-05T03:00:00Z', false],
  ['[{times: [{start_time: "02:00", end_time: "04:00"}], location: ""}]', '2026-01-05T03:00:00Z', true],
  ['[{times: [{start_time: "09:00", end_time: "17:00"}]}]', '2026-01-05T09:00:00Z', true],
  ['[{times: [{start_time: "09:00", end_time: "17:00"}]}]', '2026-01-05T16:59:59Z', true],
  ['[{times: [{start_time: "09:00", end_time: "17:00"}]}]', '2026-01-05T17:00:00Z', false],
  ['[{times: [{start_time: "18:00", end_time: "24:00"}]}]', '2026-01-05T23:59:59Z', true],
  [
    '[{times: [{start_time: "09:00", end_time: "17:00"}], location: Europe/Berlin}]',
    '2026-07-06T07:00:00Z',
    true,
  ],
  [
    '[{times: [{start_time: "09:00", end_time: "17:00"}], location: Europe/Berlin}]',
    '2026-01-05T07:00:00Z',
    false,
  ],
  ['[{weekdays: ["saturday", "sunday"]}]', '2026-01-04T12:00:00Z', true],
  ['[{weekdays: ["Monday:Friday"]}]', '2026-01-04T12:00:00Z', false],
  ['[{weekdays: ["monday:friday"]}]', '2026-01-05T12:00:00Z', true],
  ['[{days_of_month: ["-1"]}]', '2026-02-28T12:00:00Z', true],
  ['[{days_of_month: ["-1"]}]', '2028-02-28T12:00:00Z', false],
  ['[{days_of_month: ["1:5"]}]', '2026-02-05T12:00:00Z', true],
  ['[{days_of_month: ["25:-1"]}]', '2026-02-24T12:00:00Z', false],
  ['[{days_of_month: ["25:-1"]}]', '2026-02-28T12:00:00Z', true],
  ['[{days_of_month: ["29:31"]}]', '2026-02-28T12:00:00Z', false],
  ['[{months: ["january:march", 12]}]', '2026-12-01T12:00:00Z', true],
  ['[{months: ["january:march"]}]', '2026-04-01T00:00:00Z', false],
  ['[{years: ["2025:2026"]}]', '2026-04-01T00:00:00Z', true],
  ['[{years: [2027]}]', '2026-04-01T00:00:00Z', false],
  ['[{weekdays: [monday], months: [february]}, {years: [2026]}]', '2026-04-01T00:00:00Z', true],
])('%s at %s: %s', (spans, time, expected) => {
  expect(isIn(spans, time)).toBe(expected)
})

test.each([
  ['[{times: [{start_time: "9", end_time: "17:00"}]}]', 'times[0]'],
  ['[{times: [{start_time: "17:00", end_time: "09:00"}]}]', 'times[0]'],
  ['[{weekdays: [someday]}]', 'weekdays[0]'],
  ['[{weekdays: ["friday:monday"]}]', 'weekdays[0]'],
  ['[{days_of_month: ["0"]}]', 'days_of_month[0]'],
  ['[{months: ["12:1"]}]', 'months[0]'],
  ['[{days_of_month: ["-3:2"]}]', 'days_of_month[0]'],
  ['[{days_of_month: ["31:-31"]}]', 'days_of_month[0]'],
  ['[{times: [{start_time: "9:00", end_time: "17:00"}]}]', 'times[0]'],
  ['[{location: europe/berlin}]', 'location'],
  ['[{location: "+01:00"}]', 'location'],
  ['[{location: Mars/Olympus}]', 'location'],
])('%s is a problem, with its place', (spans, where) => {
  const result = read(spans)
  expect(result.ok).toBe(false)
  if (!result.ok)
    expect(result.problems.map((problem) => problem.where)).toEqual([
      `am.yml: time_intervals[0].time_intervals[0].${where}`,
    ])
})
