import { expect, test } from 'vitest'
import { linkParts, webLink } from '../../../src/renderer/ui/web-links.ts'

test.each([
  'javascript:alert(1)',
  'data:text/html,x',
  'file:///etc/passwd',
  '//example.com',
  'wiki',
  '',
  'http://',
])('%s is not offered as a link', (text) => expect(webLink(text)).toBeNull())

test('the host that a link really leads to is shown', () => {
  expect(webLink('https://example.com@evil.test/runbook')?.host).toBe('evil.test')
})

test('addresses in a text become links, the punctuation after them does not', () => {
  expect(
    linkParts('See https://a.test/x, or (http://b.test).').map((p) => (typeof p === 'string' ? p : p.href)),
  ).toEqual(['See ', 'https://a.test/x', ', or (', 'http://b.test/', ').'])
})

test('markup stays text', () => {
  expect(linkParts('<img src=x onerror=alert(1)>')).toEqual(['<img src=x onerror=alert(1)>'])
})
