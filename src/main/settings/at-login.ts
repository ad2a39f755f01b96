import type { Troubles } from '../troubles.ts'
import type { SettingsStore } from './settings-store.ts'

/** Whether the system starts this app when its person signs in. */
export interface LoginItem {
  isOn(): Promise<boolean>
  /** Rejects when the system refuses. */
  set(isOn: boolean): Promise<void>
}

export interface AtLoginOptions {
  readonly settings: SettingsStore
  readonly item: LoginItem
  readonly troubles: Pick<Troubles, 'tell'>
}

/**
 * Keeps the setting and the system alike. The system has the last word: people change it there as well, and what it
 * refuses is put back and said. Ends once it is known how the system has it.
 */
export async function followLoginItem({ settings, item, troubles }: AtLoginOptions): Promise<void> {
  let isOn = settings.current().starts_at_login
  let turn = Promise.resolve()

  const ask = async (): Promise<void> => {
    const actual = await item.isOn()
    if (actual === isOn) return
    isOn = actual
    await settings.change({ starts_at_login: actual })
  }

  const apply = async (wanted: boolean): Promise<void> => {
    try {
      await item.set(wanted)
      troubles.tell('login', null)
    } catch (error) {
      troubles.tell('login', error)
      await ask()
    }
  }

  settings.subscribe(({ starts_at_login }) => {
    if (starts_at_login === isOn) return
    isOn = starts_at_login
    turn = turn.then(() => apply(starts_at_login))
  })
  await ask().catch((error: unknown) => troubles.tell('login', error))
}
