import { expect, test } from 'vitest'
import { externalUrl } from '../../src/shared/external-link.ts'

test.each([
  ['https://runbooks.example.com/a?b=c#d', 'https://runbooks.example.com/a?b=c#d'],
  [
    'http://prometheus:9090/graph?g0.expr=up%20%3D%3D%200',
    'http://prometheus:9090/graph?g0.expr=up%20%3D%3D%200',
  ],
  [' HTTPS://Example.com\n', 'https://example.com/'],
])('%j opens outside', (address, href) => {
  expect(externalUrl(address)).toBe(href)
})

test.each([
  '',
  'runbook',
  '//example.com',
  'javascript:alert(1)',
  'java\nscript:alert(1)',
  'file:///etc/passwd',
  'smb://host/share',
  'data:text/html,x',
  'mailto:a@example.com',
  'ms-settings:notifications',
  'watchfloor://console/index.html',
  'watchfloor://alert/0123456789abcdef',
  'https:',
  'https://',
  'https://trusted.example.com@elsewhere.example/',
  'https://:x@elsewhere.example/',
  'httpsx://example.com',
  `https://example.com/${'x'.repeat(9_000)}`,
])('%j does not', (address) => {
  expect(externalUrl(address)).toBeUndefined()
})
