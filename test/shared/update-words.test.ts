import { expect, test } from 'vitest'
import type { UpdateState } from '../../src/shared/update-state.ts'
import { updateText } from '../../src/shared/update-words.ts'

const ready = (waiting: Extract<UpdateState, { kind: 'ready' }>['waiting']): UpdateState => ({
  kind: 'ready',
  version: '1.2.0',
  waiting,
})

test.each<[UpdateState, RegExp]>([
  [{ kind: 'off', why: 'no_key' }, /no key to check updates with/],
  [{ kind: 'newest', offered: null }, /^That is the newest of the stable channel\.$/],
  [{ kind: 'newest', offered: '1.0.0' }, /has 1\.0\.0, which is older\. Nothing goes back\.$/],
  [{ kind: 'loading', version: '1.2.0', percent: 40 }, /^Loading 1\.2\.0: 40 %\.$/],
  [ready(null), /^1\.2\.0 is ready/],
  [ready({ for: 'criticals', count: 1 }), /waits: 1 critical is open\.$/],
  [ready({ for: 'criticals', count: 12 }), /waits: 12 criticals are open\.$/],
  [ready({ for: 'receiving' }), /waits: nothing is received, so a critical may be open\.$/],
  [{ kind: 'refused', why: 'signature' }, /not signed with Watchfloor’s key\. Nothing was installed\./],
  [
    { kind: 'failed', why: 'the server was not reached' },
    /: the server was not reached\. It is tried again\.$/,
  ],
])('%j in words', (state, words) => {
  expect(updateText(state, 'stable')).toMatch(words)
})
