import { expect, test } from 'vitest'
import { whyNot } from '../../../src/renderer/state/may.ts'
import { NOBODY, sessionOf } from '../support/sample-session.ts'

test('a viewer is told what they lack, and who gives it', () => {
  const viewer = sessionOf({ role: 'viewer' })
  expect(whyNot(viewer, 'respond')).toBe(
    'Your role is viewer: acknowledging and silencing need a responder. Whoever runs this server gives roles.',
  )
  expect(whyNot(viewer, 'ingest')).toContain('sending alerts needs a responder')
  expect(whyNot(viewer, 'administer')).toContain('needs an administrator')
})

test('an administrator of a part is told that it is the part', () => {
  const part = sessionOf({ role: 'admin', scope: { team: ['payments'] }, may: ['known', 'read', 'respond'] })
  expect(whyNot(part, 'respond')).toBeNull()
  expect(whyNot(part, 'administer')).toContain('You see a part of the alerts')
})

test('whom nobody knows is not kept from asking: the server says what is to be said', () => {
  for (const session of [null, NOBODY, { sign_in: 'off', who: null } as const])
    expect(whyNot(session, 'administer')).toBeNull()
})
