import { type Parsed, parser } from '@watchfloor/contract'
import Type, { type Static, type TSchema } from 'typebox'
import { isServerAddress } from './server-address.ts'
import { DisplayName, ServerAddress, Settings, type SettingsChange } from './settings.ts'

const strict = { additionalProperties: false } as const

/** What an administrator gives: a default that the person may change, or, `locked`, the last word. */
function given<S extends TSchema>(value: S) {
  return Type.Optional(Type.Object({ value, locked: Type.Optional(Type.Boolean()) }, strict))
}

/** What an administrator says of the settings on a computer, in one text for all systems (`docs/fleet.md`). */
export const AdministratorSettings = Type.Object(
  {
    version: Type.Literal(1),
    settings: Type.Object(
      {
        server: given(ServerAddress),
        name: given(DisplayName),
        quiet_hours: given(Settings.properties.quiet_hours),
        notification_text: given(Settings.properties.notification_text),
        update_channel: given(Settings.properties.update_channel),
      },
      strict,
    ),
  },
  strict,
)
export type AdministeredName = keyof Static<typeof AdministratorSettings>['settings']

/** What an administrator's word makes of settings. */
export interface Administered {
  readonly defaults: SettingsChange
  readonly locked: SettingsChange
}

/** What the page is told of it. */
export interface AdministratorState {
  /** Where it stands, for people. */
  readonly place: string
  /** Settings that the person cannot change. */
  readonly locked: readonly AdministeredName[]
  /** Why nothing of it counts; null when all of it does. */
  readonly trouble: string | null
}

const parse = parser(AdministratorSettings)

/** Reads all of it, or nothing. */
export function parseAdministered(text: string): Parsed<Administered> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { ok: false, error: `it is no JSON: ${(error as Error).message}` }
  }
  const parsed = parse(value)
  if (!parsed.ok) return parsed
  const { settings } = parsed.value
  if (settings.server !== undefined && !isServerAddress(settings.server.value))
    return { ok: false, error: '/settings/server must be an address, without a name or a password in it' }
  const all = Object.entries(settings)
  const valuesOf = (isLocked: boolean): SettingsChange =>
    Object.fromEntries(
      all.flatMap(([name, { value, locked = false }]) => (locked === isLocked ? [[name, value]] : [])),
    )
  return { ok: true, value: { defaults: valuesOf(false), locked: valuesOf(true) } }
}
