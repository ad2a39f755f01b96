import { expect, test } from 'vitest'
import { groupKey, groupLabels } from '../../contract/src/group.ts'

test('S22: the group is alertname, cluster and the first present of service, job and namespace', () => {
  const labels = { alertname: 'Down', cluster: 'eu', job: 'node', namespace: 'shop', pod: 'a' }
  expect(groupLabels(labels)).toEqual({ alertname: 'Down', cluster: 'eu', job: 'node' })
  expect(groupKey({ ...labels, pod: 'b' })).toBe(groupKey(labels))
  expect(groupKey({ ...labels, service: 'web' })).not.toBe(groupKey(labels))
  expect(groupLabels({ severity: 'info' })).toEqual({})
})

test('S22: a data source of Grafana that fails is one group, whatever rules fail with it', () => {
  for (const alertname of ['DatasourceNoData', 'DatasourceError']) {
    const labels = { alertname, datasource_uid: 'prom', rulename: 'Late', service: 'web', cluster: 'eu' }
    expect(groupKey({ ...labels, rulename: 'Slow', service: 'shop' })).toBe(groupKey(labels))
    expect(groupKey({ ...labels, datasource_uid: 'loki' })).not.toBe(groupKey(labels))
  }
  const rule = { alertname: 'Late', datasource_uid: 'prom', service: 'web' }
  expect(groupLabels(rule)).toEqual({ alertname: 'Late', service: 'web' })
})
