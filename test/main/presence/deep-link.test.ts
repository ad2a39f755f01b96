import { expect, test } from 'vitest'
import { deepLinkIn, hashOfLink, parseDeepLink } from '../../../src/main/presence/deep-link.ts'

test.each([
  ['watchfloor://alert/0123456789abcdef', '#/alert/0123456789abcdef'],
  ['watchfloor://alert/0123456789abcdef/', '#/alert/0123456789abcdef'],
  ['watchfloor://board', '#/'],
  ['watchfloor://inbox/', '#/inbox'],
  [
    'watchfloor://board?filter=a%3D%22b%22&filter=%7Bc%3D~%22(%22%7D',
    '#/?filter=a%3D%22b%22&filter=%7Bc%3D~%22(%22%7D',
  ],
  ['watchfloor://board/?filter={a="b"}', '#/?filter={a="b"}'],
  ['watchfloor://alerts?receiver=db', '#/alerts?receiver=db'],
  [
    'watchfloor://join?server=https%3A%2F%2Fw.example.com&code=abc',
    '#/join?server=https%3A%2F%2Fw.example.com&code=abc',
  ],
  ['watchfloor://silences?filter=a=b', '#/silences?filter=a=b'],
  ['watchfloor://silences/new?filter=a%3Db&comment=x', '#/silences/new?filter=a%3Db&comment=x'],
  [
    'watchfloor://silences/1b671a64-40d5-491e-99b0-da01ff1f3341',
    '#/silences/1b671a64-40d5-491e-99b0-da01ff1f3341',
  ],
])('%s leads to %s', (address, hash) => {
  const link = parseDeepLink(address)
  expect(link && hashOfLink(link)).toBe(hash)
})

test.each([
  'watchfloor://console/index.html',
  'watchfloor://alert',
  'watchfloor://alert/0123456789ABCDEF',
  'watchfloor://alert/0123456789abcde',
  'watchfloor://alert/0123456789abcdef/acknowledge',
  'watchfloor://alert/0123456789abcdef?ack=1',
  'watchfloor://alert/0123456789abcdef#x',
  'watchfloor://alert/../board',
  'watchfloor://me@board',
  'watchfloor://join',
  'watchfloor://join/now?server=x',
  'watchfloor://settings',
  'watchfloor://board?filter=a=b#/silences/new',
  'watchfloor://silences/../alert',
  'watchfloor://silences/new/x',
  'watchfloor://inbox?filter=a=b',
  `watchfloor://board?${'x'.repeat(20_000)}`,
])('%j leads nowhere, and that is said', (address) => {
  const link = parseDeepLink(address)
  expect(link?.to).toBe('nowhere')
  expect(link && hashOfLink(link)).toMatch(/^#\/nowhere\?link=watchfloor%3A/)
})

test.each([
  '',
  'watchfloor:',
  'watchfloor://',
  'watchfloor://board\n',
  'watchfloor://board?filter=a b',
  'xwatchfloor://board',
  'https://watch.example.com/#/inbox',
  '--watchfloor://board',
])('%j is no link of ours', (address) => {
  expect(parseDeepLink(address)).toBeUndefined()
})

test('a link is found among the arguments of a program', () => {
  const args = [
    '/opt/watchfloor',
    '--hidden',
    '--flag=watchfloor://inbox',
    'watchfloor://board',
    'watchfloor://inbox',
  ]
  expect(deepLinkIn(args)).toEqual({ to: 'board', query: '' })
  expect(deepLinkIn(['/opt/watchfloor'])).toBeUndefined()
})
