import { expect, test } from 'vitest'
import { findingsOfAll, leftRows, nodeRows } from '../../../server/src/cluster/findings.ts'
import { readReport } from '../../../server/src/cluster/node-report.ts'
import type { Finding } from '../../../server/src/health/rows.ts'

const row = (component: string, status: Finding['status'], message?: string): Finding => ({
  component,
  kind: 'server',
  quiet: false,
  status,
  ...(message !== undefined && { message }),
})

test('one server’s findings are as they are', () => {
  const findings = [row('Disk', 'degraded', '4 % is left'), row('Clock', 'healthy')]
  expect(findingsOfAll([{ name: 'a', findings }])).toEqual(findings)
})

test('a component of several servers has one row, as bad as the worst, which says whose it is', () => {
  const all = [
    { name: 'a', findings: [row('Disk', 'healthy'), row('Sign-in', 'healthy', 'by OpenID')] },
    { name: 'b', findings: [row('Disk', 'degraded', '9 % is left'), row('Sign-in', 'healthy', 'by OpenID')] },
    { name: 'c', findings: [row('Disk', 'unhealthy', '1 % is left'), row('Capacity', 'degraded')] },
  ]
  expect(findingsOfAll(all)).toEqual([
    row('Disk', 'unhealthy', 'b: 9 % is left; c: 1 % is left'),
    row('Sign-in', 'healthy', 'by OpenID'),
    row('Capacity', 'degraded', 'c: degraded'),
  ])
})

test('a server that vanished is red, one whose clock is not the store’s amber, and one alone has no row', () => {
  expect(nodeRows([{ name: 'a', skew: 0 }], [])).toEqual([])
  expect(nodeRows([{ name: 'a', skew: -1_001 }], [])).toEqual([
    row('Node a', 'degraded', 'its clock is over 1 s behind the database’s; set it'),
  ])
  const seen = Date.parse('2026-01-01T03:12:04Z')
  const rows = nodeRows(
    [
      { name: 'a', skew: 1_000 },
      { name: 'b', skew: 61_500 },
    ],
    [{ name: 'c', seen }],
  )
  expect(rows.map(({ component, status }) => [component, status])).toEqual([
    ['Node a', 'healthy'],
    ['Node b', 'degraded'],
    ['Node c', 'unhealthy'],
  ])
  expect(rows[1]?.message).toBe('its clock is over 60 s ahead of the database’s; set it')
  expect(rows[2]?.message).toMatch(/^not heard of since 2026-01-01T03:12:04/)
})

test('two servers of one name share a row that says so', () => {
  expect(
    nodeRows(
      [
        { name: 'a', skew: 0 },
        { name: 'a', skew: 0 },
      ],
      [],
    ),
  ).toEqual([row('Node a', 'degraded', '2 servers have this name; give each its own (node.name)')])
})

test('a report of another version says what is understood of it, and one that is none says nothing', () => {
  expect(readReport('{"sequence":7,"later":true}')).toMatchObject({ sequence: 7 })
  expect(readReport('{}')).toEqual({})
  expect(readReport('{"sequence":"7"}')).toEqual({})
  expect(readReport('')).toEqual({})
})

test('the row of a server of which nothing is known any more leaves the board, and nothing else does', () => {
  const shown = ['a', 'b', 'c'].map((name) => row(`Node ${name}`, name === 'a' ? 'healthy' : 'unhealthy'))
  const source: Finding = { ...row('Node exporter', 'healthy'), kind: 'source' }
  const left = { ...row('', 'healthy', 'it is not among the servers any more'), gone: true }
  expect(leftRows([...shown, source, row('Disk', 'unhealthy')], [row('Node c', 'unhealthy')])).toEqual([
    { ...left, component: 'Node a' },
    { ...left, component: 'Node b' },
  ])
})
