import { expect, test } from 'vitest'
import { apiPath } from '../../../src/main/ipc/api-path.ts'

test.each([
  '/api/v2/../../metrics',
  '/api/v2/../v2x/board',
  '/api/v2/..',
  '/api/v2/silences/../../../-/reload',
  '/api/v2/%2e%2e/%2e%2e/metrics',
  '/api/v2/%2E%2E%2f%2e%2e%2Fmetrics',
  '/api/v2/..%2f..%2fmetrics',
  '/api/v2/..%5c..%5cmetrics',
  '/api/v2/%252e%252e/%252e%252e/metrics',
  '/api/v2/\\..\\..\\metrics',
  '/api/v2/.\t./.\n./metrics',
  '/api/v2/x%00',
  '//evil.example/api/v2/board',
  '/\\evil.example/api/v2/board',
  'http://evil.example/api/v2/board',
  'http://api.invalid/api/v2/../board',
  '/api/v2',
  '/api/v20/board',
  '/metrics',
  '',
])('%j leads out of the API, or may', (path) => {
  expect(apiPath(path)).toBeUndefined()
})

test.each([
  ['/api/v2/board', '/api/v2/board'],
  ['/api/v2/./board', '/api/v2/board'],
  ['/api/v2/alerts/../stats?hours=24', '/api/v2/stats?hours=24'],
  [
    '/api/v2/history?filter=path%3D%22..%2F..%22&to=..%2f..',
    '/api/v2/history?filter=path%3D%22..%2F..%22&to=..%2f..',
  ],
  ['/api/v2/stats#/../..', '/api/v2/stats'],
  ['/api/v2/silence/a%20b', '/api/v2/silence/a%20b'],
])('%j stays in it', (path, sent) => {
  expect(apiPath(path)).toBe(sent)
})
