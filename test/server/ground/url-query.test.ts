import { expect, test } from 'vitest'
import { queryIn } from '../../../server/src/ground/url-query.ts'

test.each([
  ['/x', ''],
  ['/x?', ''],
  ['/x?a=b&a=c', 'a=b&a=c'],
  ['/x?a=1+2%2B3', 'a=1+2%2B3'],
  ['/x?a=%c3%b6', 'a=%C3%B6'],
  ['/x?a=100%&b=%zz', 'a=100%25&b=%25zz'],
])('%j is read as %s', (url, query) => {
  const read = queryIn(url)
  expect(read.ok && read.value.toString()).toBe(query)
})

test.each(['/x?a=%ff', '/x?host!=M%fcnchen', '/x?a=%c3', '/x?%ed%a0%80=1'])('%j is no text', (url) => {
  expect(queryIn(url)).toEqual({ ok: false, error: 'the query is not UTF-8' })
})
