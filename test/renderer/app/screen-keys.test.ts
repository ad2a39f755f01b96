import { expect, test } from 'vitest'
import { SCREENS } from '../../../src/renderer/app/nav-screens.ts'
import { KEYS } from '../../../src/renderer/features/keyboard/keys.ts'

test('the key that is shown beside a screen goes there, and only where the screen is', () => {
  for (const { path, keys, isOfDesktop = false } of SCREENS) {
    const key = KEYS.find(({ shown }) => shown === keys)
    location.hash = '#/nowhere'
    key?.run({ screen: { boardQuery: '' } } as never)
    expect([keys, location.hash, key?.of]).toEqual([keys, `#${path}`, isOfDesktop ? 'desktop' : 'everywhere'])
  }
})
