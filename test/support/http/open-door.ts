import { onTestFinished } from 'vitest'
import { bindDoor, type Door } from '../../../server/src/bind.ts'
import { createFrontDoor } from '../../../server/src/http/door/front-door.ts'

export interface TestDoor extends Door {
  /** How many connections came while there was no room. */
  readonly shed: () => number
}

/** A bound address with nothing behind it yet, which answers to `x` too; closed when the test ends. */
export async function openDoor(
  options: { readonly connections?: number; readonly patience?: Parameters<typeof bindDoor>[3] } = {},
): Promise<TestDoor> {
  const front = createFrontDoor({
    settings: { external_url: '', hosts: ['x'], allowed_origins: [], trusted_proxies: [] },
    machine: 'here',
    onStrangeName: () => {},
    onRefused: () => {},
  })
  let shed = 0
  const onShed = (): void => void shed++
  const { connections = 100, patience } = options
  const door = await bindDoor('127.0.0.1:0', front, { connections, onShed }, patience)
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => {
    closing ??= door.close()
    return closing
  }
  onTestFinished(close)
  return { ...door, close, shed: () => shed }
}
