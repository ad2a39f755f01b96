import { expect, test } from 'vitest'
import { compareAlerts } from '../../../../server/src/http/alertmanager/label-order.ts'

test('alerts of a group stand by job, then instance, then number of labels, then the labels themselves', () => {
  const wanted = [
    { job: 'a', instance: '1', z: 'z' },
    { job: 'a', instance: '2' },
    { job: 'a' },
    { job: 'a', x: '1' },
    { job: 'b' },
    { instance: '1' },
    { instance: '2', a: '1' },
    {},
    { b: '1' },
    { a: '1' },
    { a: '2' },
    { a: '\uffff' },
    { a: '🙂' },
    { a: '1', b: '1' },
  ]
  const sorted = wanted
    .toReversed()
    .map((labels) => ({ labels, order: undefined }))
    .sort(compareAlerts)
  expect(sorted.map(({ labels }) => labels)).toEqual(wanted)
})
