import type { TimeZone } from '../../shared/times.ts'
import { changePreference } from './change-preference.ts'
import type { Watchfloor } from './context.ts'
import type { Density, Scheme } from './preferences.ts'

type Parts = Pick<Watchfloor, 'preferences' | 'toasts' | 'undo'>

export const SCHEME_NAMES: Readonly<Record<Scheme, string>> = {
  auto: 'As the system',
  light: 'Light',
  dark: 'Dark',
}
export const ZONE_NAMES: Readonly<Record<TimeZone, string>> = { mine: 'Mine', utc: 'UTC' }

/** What a person sets for themselves: each in force at once, said, and undone like any act. */
export function setName(watchfloor: Parts, name: string): void {
  const read = (preferences: { readonly name: string | null }) => preferences.name ?? ''
  // Nobody goes back to having no name: what was done bears it.
  const write = (preferences: ReturnType<Parts['preferences']['getState']>, value: string) =>
    void (value !== '' && preferences.setName(value))
  changePreference(watchfloor, { said: `You are ${name}.`, read, write }, name)
}

export function setScheme(watchfloor: Parts, scheme: Scheme): void {
  const said =
    scheme === 'auto' ? 'Light or dark as the system has it.' : `${SCHEME_NAMES[scheme]} from now on.`
  changePreference(
    watchfloor,
    { said, read: (p) => p.scheme, write: (p, value) => p.setScheme(value) },
    scheme,
  )
}

export function setDensity(watchfloor: Parts, density: Density): void {
  const said = `Rows are ${density}.`
  changePreference(
    watchfloor,
    { said, read: (p) => p.density, write: (p, value) => p.setDensity(value) },
    density,
  )
}

export function setZone(watchfloor: Parts, zone: TimeZone): void {
  const said = zone === 'utc' ? 'Times are in UTC.' : 'Times are in your own zone.'
  changePreference(watchfloor, { said, read: (p) => p.zone, write: (p, value) => p.setZone(value) }, zone)
}

export function setSingleKeys(watchfloor: Parts, isOn: boolean): void {
  const said = isOn ? 'Keys of a single letter act.' : 'Keys of a single letter no longer act.'
  const write: Parameters<typeof changePreference<boolean>>[1]['write'] = (p, value) => p.setSingleKeys(value)
  changePreference(watchfloor, { said, read: (p) => p.singleKeys, write }, isOn)
}
