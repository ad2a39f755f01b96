import { expect, test } from 'vitest'
import { openFeed, sealFeed } from '../../../src/main/updates/signed-feed.ts'
import { UPDATE_KEYS } from '../../../src/main/updates/update-keys.ts'
import { statementOf, testKey } from '../../support/desktop/test-feed.ts'

const ours = testKey()
const KEYS = [testKey().publicHalf, ours.publicHalf]
const statement = statementOf()
const feed = sealFeed(statement, ours.key)

test('a feed that one of our keys signed is read as it was written', () => {
  expect(openFeed(feed, KEYS)).toEqual({ ok: true, statement })
})

test('a feed that somebody else signed, or nobody, is not', () => {
  const refused = { ok: false, why: 'signature' }
  expect(openFeed(sealFeed(statement, testKey().key), KEYS)).toEqual(refused)
  expect(openFeed(feed, [])).toEqual(refused)
  expect(openFeed(feed.subarray(feed.indexOf(0x0a) + 1), KEYS)).toEqual(refused)
  expect(openFeed(new Uint8Array(), KEYS)).toEqual(refused)
  expect(openFeed(Buffer.from('\n'), KEYS)).toEqual(refused)
  expect(openFeed(Buffer.from(`AAAA\n${JSON.stringify(statement)}`), KEYS)).toEqual(refused)
})

test('no bit of a feed can be another one', () => {
  for (let at = 0; at < feed.length; at++) {
    const changed = Uint8Array.from(feed)
    changed[at] = (changed[at] ?? 0) ^ 1
    const opened = openFeed(changed, KEYS)
    // A bit of base64 that stands for nothing may differ: what is signed is still the same.
    if (opened.ok) expect(opened.statement).toEqual(statement)
    else expect(opened.why).toBe('signature')
    if (at > feed.indexOf(0x0a)) expect(opened.ok, `byte ${at}`).toBe(false)
  }
})

test('what is signed but not a statement of this form is told apart', () => {
  const odd: readonly object[] = [
    { format: 2 },
    { product: 'other' },
    { signed_at: 'yesterday' },
    { version: '1.2' },
    { files: [] },
    { files: [{ ...statement.files[0], name: '../evil' }] },
    { files: [{ ...statement.files[0], name: 'a/b' }] },
    { files: [{ ...statement.files[0], name: 'https:x' }] },
    { extra: true },
  ]
  for (const part of odd) {
    const sealed = sealFeed({ ...statement, ...part } as typeof statement, ours.key)
    expect(openFeed(sealed, KEYS), JSON.stringify(part)).toEqual({ ok: false, why: 'unreadable' })
  }
})

test('the keys of this build can be read', () => {
  expect(openFeed(feed, UPDATE_KEYS)).toEqual({ ok: false, why: 'signature' })
})
