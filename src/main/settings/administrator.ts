import { isDeepStrictEqual } from 'node:util'
import {
  type Administered,
  type AdministeredName,
  type AdministratorState,
  parseAdministered,
} from '../../shared/administered.ts'
import { DEFAULT_SETTINGS, type Settings, type SettingsChange } from '../../shared/settings.ts'

/** What was found where an administrator's settings stand. */
export type PolicyText =
  | { readonly kind: 'none' }
  | { readonly kind: 'text'; readonly text: string }
  /** Somebody else could have written it, or it cannot be read. */
  | { readonly kind: 'refused'; readonly why: string }

/** What an administrator says of the settings on this computer. */
export interface Administrator extends Administered {
  /** Where it stands, for people; null where there is nothing. */
  readonly place: string | null
  /** Why nothing of it counts; null when all of it does. */
  readonly trouble: string | null
}

export const NO_ADMINISTRATOR: Administrator = { place: null, trouble: null, defaults: {}, locked: {} }

/** All of what stands there, or nothing of it and the reason. */
export function administratorOf(place: string, found: PolicyText): Administrator {
  if (found.kind === 'none') return NO_ADMINISTRATOR
  const read =
    found.kind === 'text' ? parseAdministered(found.text) : ({ ok: false, error: found.why } as const)
  return { ...NO_ADMINISTRATOR, place, ...(read.ok ? read.value : { trouble: read.error }) }
}

/** The settings in force. */
export function inForce({ defaults, locked }: Administered, chosen: SettingsChange): Settings {
  return { ...DEFAULT_SETTINGS, ...defaults, ...chosen, ...locked }
}

/** The settings that a change would take out of an administrator's hands. */
export function lockedIn({ locked }: Administered, change: SettingsChange): readonly AdministeredName[] {
  const names = Object.keys(locked) as AdministeredName[]
  return names.filter((name) => name in change && !isDeepStrictEqual(change[name], locked[name]))
}

/** For the page. */
export function administratorState({ place, locked, trouble }: Administrator): AdministratorState | null {
  if (place === null) return null
  return { place, trouble, locked: Object.keys(locked) as AdministeredName[] }
}

/** For people; null when all is well. */
export function administratorTrouble({ place, trouble }: Administrator): string | null {
  if (trouble === null) return null
  return `Your administrator’s settings do not count, none of them: ${place}: ${trouble}.`
}
