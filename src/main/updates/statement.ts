import { type Parsed, parser, parseTime } from '@watchfloor/contract'
import Type, { type Static } from 'typebox'
import { UPDATE_CHANNELS } from '../../shared/update-state.ts'
import { VERSION } from './version-order.ts'

export const SYSTEMS = ['linux', 'macos', 'windows'] as const
export const PROCESSORS = ['x64', 'arm64'] as const

const strict = { additionalProperties: false } as const

/** A plain name: it can lead nowhere but into the feed's own folder. */
const FileName = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._+~-]*$', maxLength: 200 })

export const FeedFile = Type.Object(
  {
    name: FileName,
    size: Type.Integer({ minimum: 1 }),
    /** Base64, as electron-updater compares it. */
    sha512: Type.String({ pattern: '^[A-Za-z0-9+/]{86}==$' }),
    /** Of the map of blocks at the end of an AppImage, so that only what changed is loaded. */
    block_map_size: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  strict,
)
export type FeedFile = Readonly<Static<typeof FeedFile>>

/** What is signed: which version a channel has for one kind of computer, and its files to the byte. */
export const Statement = Type.Object(
  {
    format: Type.Literal(1),
    product: Type.Literal('watchfloor'),
    channel: Type.Enum(UPDATE_CHANNELS),
    system: Type.Enum(SYSTEMS),
    processor: Type.Enum(PROCESSORS),
    version: Type.String({ pattern: VERSION, maxLength: 100 }),
    /** RFC 3339. Of two statements for the same desk the one that was signed later counts. */
    signed_at: Type.String({ maxLength: 40 }),
    /** Of the desks, how many take it. */
    percentage: Type.Integer({ minimum: 0, maximum: 100 }),
    files: Type.Array(FeedFile, { minItems: 1, maxItems: 20 }),
  },
  strict,
)
export type Statement = Readonly<Static<typeof Statement>>
export type System = Statement['system']
export type Processor = Statement['processor']

/** For whom a statement is. */
export type Audience = Pick<Statement, 'channel' | 'system' | 'processor'>

const parseShape = parser(Statement)

export function parseStatement(value: unknown): Parsed<Statement> {
  const parsed = parseShape(value)
  if (parsed.ok && parseTime(parsed.value.signed_at) === undefined)
    return { ok: false, error: '/signed_at is no RFC 3339 time' }
  return parsed
}

/** The file in a feed's folder that has the statement for these. */
export function feedName({ channel, system, processor }: Audience): string {
  return `${channel}-${system}-${processor}.feed`
}
