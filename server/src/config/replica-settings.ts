import Type from 'typebox'
import type { Notation } from './notation.ts'

const notation: Notation = {
  expected: 'label names such as replica, prometheus_replica; alertname cannot be one',
  description:
    'Labels that tell the replicas of a highly available sender apart. They are taken out of what arrives, so that the pair reports one alert; who reported it stays known.',
}

/** Labels that are no part of what an alert is (S1). */
export const replicaLabels = Type.Array(Type.String({ pattern: '^(?!alertname$)[^\\s]+$' }), {
  default: [] as string[],
  ...notation,
})
