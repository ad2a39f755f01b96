import type { AdministeredName } from '../../shared/administered.ts'
import { useDesk } from './context.ts'

export const LOCKED = 'Set by your administrator'

/** May only the administrator of this computer change it? */
export function useLocked(name: AdministeredName): boolean {
  return useDesk((desk) => desk?.administrator?.locked.includes(name) ?? false)
}
