import { expect, test } from 'vitest'
import { createTroubles } from '../../src/main/troubles.ts'

test('what fails behind the scenes is said until it works again, once for each change', () => {
  const reported: unknown[] = []
  const troubles = createTroubles((error) => reported.push(error))
  let told = 0
  troubles.subscribe(() => {
    told++
  })
  const full = new Error('ENOSPC: no space left on device')
  troubles.tell('inbox', full)
  troubles.tell('inbox', full)
  troubles.tell('board', full)
  expect(troubles.text()).toBe(
    'What you were told is not saved on this computer: ENOSPC: no space left on device. ' +
      'The board is not saved on this computer: ENOSPC: no space left on device.',
  )
  troubles.tell('inbox', null)
  troubles.tell('board', null)
  troubles.tell('board', null)
  expect(troubles.text()).toBeNull()
  expect(told).toBe(4)
  expect(reported).toHaveLength(3)
})
