import { type Parsed, parser } from '@watchfloor/contract'
import Type, { type Static } from 'typebox'
import { SavedViews } from './saved-views.ts'
import { TIME_ZONES } from './times.ts'
import { UPDATE_CHANNELS } from './update-state.ts'

/** A time of day in this computer's zone, `HH:MM`. */
const TimeOfDay = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' })

/** From one time of day to another, over midnight where `to` is the earlier one. */
export const QuietHours = Type.Object({ from: TimeOfDay, to: TimeOfDay }, { additionalProperties: false })
export type QuietHours = Readonly<Static<typeof QuietHours>>

export const ServerAddress = Type.String({ minLength: 1, maxLength: 2_048, pattern: '^https?://' })
export const DisplayName = Type.String({ minLength: 1, maxLength: 128 })

/**
 * What one person set on this computer. Kept in `settings.json`; the token is not among it, since secrets go to the
 * system's own store or nowhere.
 */
export const Settings = Type.Object(
  {
    version: Type.Literal(1),
    /** The server's address, `http(s)://…`; null until the first start has asked for it. */
    server: Type.Union([ServerAddress, Type.Null()]),
    /** Shown when this person acknowledges; null until told. */
    name: Type.Union([DisplayName, Type.Null()]),
    /** Nothing notifies until then (RFC 3339); null is not paused. */
    paused_until: Type.Union([Type.String({ maxLength: 40 }), Type.Null()]),
    /** Hold back everything but criticals; null is off. */
    quiet_hours: Type.Union([QuietHours, Type.Null()]),
    /** `private` keeps names of alerts out of notifications: they show on locked screens. */
    notification_text: Type.Union([Type.Literal('full'), Type.Literal('private')]),
    /** The zone that times are told in; quiet hours and pauses are by this computer's clock. */
    time_zone: Type.Enum([...TIME_ZONES]),
    /** Which updates are looked for; `off` where somebody else brings them. */
    update_channel: Type.Enum([...UPDATE_CHANNELS, 'off']),
    /** Starts without a window when the person signs in on this computer. */
    starts_at_login: Type.Boolean(),
    /** Views that the person keeps, in the order of their digits. */
    views: SavedViews,
    /** The id of the one that decides what they are told; null: everything does. */
    view: Type.Union([Type.String({ maxLength: 64 }), Type.Null()]),
    /** The first-run assistant was finished or left. */
    is_welcomed: Type.Boolean(),
    /** The person was told that closing the window keeps the app running. */
    is_close_told: Type.Boolean(),
  },
  { additionalProperties: false },
)
export type Settings = Readonly<Static<typeof Settings>>

export const DEFAULT_SETTINGS: Settings = {
  version: 1,
  server: null,
  name: null,
  paused_until: null,
  quiet_hours: null,
  notification_text: 'full',
  time_zone: 'mine',
  update_channel: 'stable',
  starts_at_login: false,
  views: [],
  view: null,
  is_welcomed: false,
  is_close_told: false,
}

/** What a person may change at once: any of the settings but the version. */
export const SettingsChange = Type.Partial(Type.Omit(Settings, ['version']), { additionalProperties: false })
export type SettingsChange = Readonly<Static<typeof SettingsChange>>

const parseWhole = parser(Settings)

/** Reads settings of this version; those added since they were written take their defaults. */
export function parseSettings(value: unknown): Parsed<Settings> {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value)
  return parseWhole(isRecord ? { ...DEFAULT_SETTINGS, ...value } : value)
}

/**
 * What one person chose, of settings that were kept: of what is not among it, an administrator's defaults hold. Without
 * a server or a name they have not chosen one.
 */
export function chosenIn(kept: object): SettingsChange {
  const { version: _, ...chosen } = kept as Partial<Settings>
  return Object.fromEntries(
    Object.entries(chosen).filter(
      ([name, value]) => value !== null || (name !== 'server' && name !== 'name'),
    ),
  )
}
