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
  'https://google.com@evil.test/',
  'https://:x@evil.test/',
])('%s is not offered as a link', (text) => {
  expect(webLink(text)).toBeNull()
  expect(linkParts(text)).toEqual(text === '' ? [] : [text])
})

test.each([
  ['https://gооgle.com/x', 'xn--ggle-55da.com', 'https://xn--ggle-55da.com/x'],
  ['https://münchen.example', 'xn--mnchen-3ya.example', 'https://xn--mnchen-3ya.example/'],
  ['https://a.test。evil.test', 'a.test.evil.test', 'https://a.test.evil.test/'],
  ['HTTPS://Example.com:443/A', 'example.com', 'HTTPS://Example.com:443/A'],
  ['http://prometheus:9090/graph?g0.expr=up', 'prometheus:9090', 'http://prometheus:9090/graph?g0.expr=up'],
  ['http://[::1]:9090/', '[::1]:9090', 'http://[::1]:9090/'],
])('%s leads to %s and says so', (address, host, shown) => {
  expect(webLink(address)?.host).toBe(host)
  expect(linkParts(address)).toEqual([{ href: new URL(address).href, host, text: shown }])
})

test('addresses in a text become links, the punctuation after them does not', () => {
  expect(
    linkParts('See https://a.test/x, or (http://b.test).').map((p) => (typeof p === 'string' ? p : p.href)),
  ).toEqual(['See ', 'https://a.test/x', ', or (', 'http://b.test/', ').'])
})

test('markup stays text', () => {
  expect(linkParts('<img src=x onerror=alert(1)>')).toEqual(['<img src=x onerror=alert(1)>'])
})

test('a long run of punctuation is read in one go', () => {
  expect(linkParts(`https://a.test/${')'.repeat(200_000)}x`)).toHaveLength(1)
  expect(linkParts(`https://a.test/x${')'.repeat(200_000)}`)).toHaveLength(2)
}, 5_000)
