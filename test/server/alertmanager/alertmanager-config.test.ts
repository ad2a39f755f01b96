import { expect, test } from 'vitest'
import { readAlertmanagerConfig } from '../../../server/src/alertmanager/read-config.ts'

test('every problem of an alertmanager.yml is told, with its place', () => {
  const read = readAlertmanagerConfig(
    'am.yml',
    `
route:
  receiver: nobody
  matchers: [a="b"]
  routes:
  - matchers: ['a=~"("']
    group_by: ['...', job]
  - match: [a]
receivers:
- {}
- name: twice
- name: twice
inhibit_rules:
- source_matchers: {severity: critical}
  equal: cluster
`,
  )
  expect(read.ok).toBe(false)
  if (read.ok) return
  expect(read.problems.map(({ where }) => where)).toEqual([
    'am.yml: receivers[0].name',
    'am.yml: receivers',
    'am.yml: route.receiver',
    'am.yml: route.routes[0].group_by',
    'am.yml: route.routes[0].matchers',
    'am.yml: route.routes[1].match',
    'am.yml: route',
    'am.yml: inhibit_rules[0].source_matchers',
    'am.yml: inhibit_rules[0].equal',
  ])
  expect(readAlertmanagerConfig('am.yml', 'a: [').ok).toBe(false)
  expect(readAlertmanagerConfig('am.yml', '').ok).toBe(false)
})

test('matchers are read as Alertmanager writes them: in lists, several in one text, with braces and commas in quotes', () => {
  const texts = [
    `['{a="1", b=~"x,y"}']`,
    `['a="1",b=~"x,y"']`,
    `[a="1", 'b=~"x,y"']`,
    `['a = 1', 'b =~ "x,y"']`,
  ]
  for (const matchers of texts) {
    const read = readAlertmanagerConfig(
      'am.yml',
      `route: {receiver: r, routes: [{matchers: ${matchers}}]}\nreceivers: [{name: r, email_configs: [{to: a}], slack_configs: []}]`,
    )
    if (!read.ok) throw new Error(JSON.stringify(read.problems))
    const [child] = read.config.tree.children
    expect(child?.matchers.map(({ name, operator, value }) => [name, operator, value])).toEqual([
      ['a', '=', '1'],
      ['b', '=~', 'x,y'],
    ])
    expect(read.config.unserved).toEqual(['r (email, slack)'])
  }
})
