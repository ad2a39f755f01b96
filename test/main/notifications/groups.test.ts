import { expect, test } from 'vitest'
import { createGroups, openMembers } from '../../../src/main/notifications/groups.ts'
import { sampleAlert } from '../../support/sample-alert.ts'

test('of those that began in the same moment the same one stands for the group, in whatever order they came', () => {
  const fingerprints = ['00000000000000ab', '00000000000000aa', '00000000000000ac']
  const replicas = fingerprints.map((fingerprint) => sampleAlert({ fingerprint }))
  for (const order of [replicas, replicas.toReversed()]) {
    const groups = createGroups()
    const [first] = order.map(groups.take)
    if (first === undefined) throw new Error('it was not taken in')
    const told = openMembers(first.group).map(({ fingerprint }) => fingerprint)
    expect(told).toEqual(fingerprints.toSorted())
  }
})
