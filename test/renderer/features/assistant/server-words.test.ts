import type { Refusal } from '@watchfloor/client'
import { expect, test } from 'vitest'
import { reachedText, unreachedText } from '../../../../src/renderer/features/assistant/server-words.ts'
import { whereToLook } from '../../../../src/renderer/features/assistant/where-to-look.ts'

const address = 'https://watch.example.com'

test('a server that answered says how fast, which version, and what is on it', () => {
  const facts = {
    address,
    latency_ms: 12.4,
    version: '0.1.0',
    firing: 47,
    critical: 5,
    sources: 3,
    asks_who: false,
  }
  expect(reachedText(facts)).toBe('Reached in 12 ms. Version 0.1.0. 47 alerts firing, 3 sources.')
  expect(reachedText({ ...facts, latency_ms: 0.2, firing: 1, sources: 1 })).toBe(
    'Reached in 1 ms. Version 0.1.0. 1 alert firing, 1 source.',
  )
  expect(reachedText({ ...facts, asks_who: true })).toBe(
    'Reached in 12 ms. Version 0.1.0. It asks who you are: sign in next, or give a token.',
  )
})

const refusal = (part: Partial<Refusal>): Refusal => ({
  ok: false,
  reason: 'unreachable',
  message: '',
  ...part,
})

test.each<[Partial<Refusal>, string]>([
  [{ hop: 'dns' }, 'Not reached · watch.example.com not found (VPN?)'],
  [{ hop: 'refused' }, 'Not reached · server does not answer'],
  [{ hop: 'tls' }, 'Not reached · certificate not trusted'],
  [{ hop: 'unencrypted' }, 'Not reached · a token needs https'],
  [{ reason: 'no_answer' }, 'Not reached · server does not answer'],
  [{ reason: 'signed_out' }, 'Not reached · server asks for a token'],
  [{ reason: 'unreadable' }, 'Not reached · no Watchfloor server at this address'],
])('the hop that is broken, in the words of the badge: %o', (part, words) => {
  expect(unreachedText(refusal(part), address)).toBe(words)
})

test('every system has places to look at, and one that is not known has those of Linux', () => {
  const all = ['linux', 'darwin', 'win32'].map(whereToLook)
  for (const places of all) expect(places.length).toBeGreaterThanOrEqual(3)
  expect(new Set(all.flat()).size).toBe(all.flat().length)
  expect(whereToLook('freebsd')).toEqual(whereToLook('linux'))
})
