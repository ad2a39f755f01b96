import { expect, test } from 'vitest'
import {
  fullWhereOf,
  placesOf,
  summaryOf,
  titleOf,
  whereAndWhat,
  whereOf,
} from '../../src/shared/alert-words.ts'
import { sampleAlert } from '../support/sample-alert.ts'

const UNSEEN = ' \t\u200b\u0007'

test.each([
  [{ summary: 'one', message: 'two', description: 'three' }, 'one'],
  [{ summary: '', message: 'two', description: 'three' }, 'two'],
  [{ summary: UNSEEN, message: '', description: 'three' }, 'three'],
  [{ description: ' 5xx\n  at\t12.4 % ' }, '5xx at 12.4 %'],
  [{ summary: UNSEEN }, ''],
  [{}, ''],
])('the summary of %j is %j', (annotations, summary) => {
  expect(summaryOf(sampleAlert({ annotations }))).toBe(summary)
})

test.each([
  [{ cluster: 'eu-1', service: 'checkout', job: 'web', instance: 'a:9100' }, 'eu-1 checkout'],
  [{ cluster: 'eu-1', instance: 'a:9100' }, 'eu-1'],
  [{ job: 'node', instance: 'a:9100' }, 'node'],
  [{ instance: 'a:9100', pod: 'p' }, 'a:9100'],
  [{ cluster: UNSEEN, host: UNSEEN, node: 'n-1' }, 'n-1'],
  [{ team: 'payments' }, ''],
])('%j is at %j: by cluster and owner, else by host', (labels, where) => {
  const alert = sampleAlert({ labels: { alertname: 'Down', ...labels } })
  expect(whereOf(alert)).toBe(where)
  expect(placesOf(alert.labels).map(({ value }) => value)).toEqual(where === '' ? [] : where.split(' '))
})

test('where there is room all of it is said, and nothing that cannot be seen', () => {
  const labels = { alertname: 'Down', cluster: 'eu-1', namespace: UNSEEN, job: 'web', pod: 'p' }
  expect(fullWhereOf(sampleAlert({ labels }))).toBe('eu-1 · web · p')
})

test('a title says the level and the name, and of a drill that it is one', () => {
  expect(titleOf(sampleAlert())).toBe('Critical · PaymentsDown')
  expect(titleOf(sampleAlert({ labels: { alertname: ' ', test: 'true' } }))).toBe(
    'TEST · Unset · Unnamed alert',
  )
})

test('what is not known leaves no mark', () => {
  const labels = { alertname: 'Down' }
  expect(whereAndWhat(sampleAlert({ labels }))).toBe('')
  expect(whereAndWhat(sampleAlert({ annotations: { summary: 'gone' } }))).toBe('eu-1: gone')
  expect(whereAndWhat(sampleAlert({ labels, annotations: { summary: 'gone' } }))).toBe('gone')
})
