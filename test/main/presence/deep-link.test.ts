import { expect, test } from 'vitest'
import { deepLinkIn, hashOfLink, parseDeepLink } from '../../../src/main/presence/deep-link.ts'

test.each([
  ['watchfloor://alert/0123456789abcdef', '#/alert/0123456789abcdef'],
  ['watchfloor://alert/0123456789abcdef/', '#/alert/0123456789abcdef'],
  ['watchfloor://board', '#/'],
  ['watchfloor://inbox/', '#/inbox'],
])('%s leads to %s', (address, hash) => {
  const link = parseDeepLink(address)
  expect(link && hashOfLink(link)).toBe(hash)
})

test.each([
  '',
  'watchfloor:',
  'watchfloor://',
  'watchfloor://console/index.html',
  'watchfloor://alert',
  'watchfloor://alert/0123456789ABCDEF',
  'watchfloor://alert/0123456789abcde',
  'watchfloor://alert/0123456789abcdef/acknowledge',
  'watchfloor://alert/0123456789abcdef?ack=1',
  'watchfloor://alert/0123456789abcdef#x',
  'watchfloor://alert/../board',
  'watchfloor://me@board',
  'watchfloor://board\n',
  'watchfloor://settings',
  'xwatchfloor://board',
  'https://watch.example.com/#/inbox',
  '--watchfloor://board',
])('%j leads nowhere', (address) => {
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
  expect(deepLinkIn(args)).toEqual({ to: 'board' })
  expect(deepLinkIn(['/opt/watchfloor'])).toBeUndefined()
})
