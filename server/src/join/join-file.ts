import { open, readFile, rename } from 'node:fs/promises'
import { JOIN_ROLES, type Parsed, parser } from '@watchfloor/contract'
import Type, { type Static } from 'typebox'

/** A code that was given out. The code itself is kept nowhere. */
export const GivenCode = Type.Object({
  /** SHA-256 of the code, hex. */
  hash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  /** Until when it counts; milliseconds since 1970, as all times here. */
  expires_at: Type.Integer(),
  used_at: Type.Union([Type.Integer(), Type.Null()]),
  /** It was taken back: then, for earlier versions too, it counts as used. */
  revoked: Type.Optional(Type.Literal(true)),
  /** Whom it signs in, and as what; null where the server did not know who made it. */
  desk: Type.Union([Type.Object({ name: Type.String(), role: Type.Enum(JOIN_ROLES) }), Type.Null()]),
  /** Who made it, as far as the server knows. */
  made_by: Type.Union([Type.String(), Type.Null()]),
})
export type GivenCode = Readonly<Static<typeof GivenCode>>

const parseFile = parser(Type.Object({ version: Type.Literal(1), codes: Type.Array(GivenCode) }))

/** The codes of an earlier start; none when there is no file. */
export async function readCodes(file: string): Promise<Parsed<readonly GivenCode[]>> {
  try {
    const parsed = parseFile(JSON.parse(await readFile(file, 'utf8')))
    return parsed.ok ? { ok: true, value: parsed.value.codes } : parsed
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { ok: true, value: [] }
    return { ok: false, error: (error as Error).message }
  }
}

/** Replaces the file whole: after a crash it is the old one or the new one. */
export async function writeCodes(file: string, codes: readonly GivenCode[]): Promise<void> {
  const draft = `${file}.writing`
  const handle = await open(draft, 'w', 0o600)
  try {
    await handle.writeFile(JSON.stringify({ version: 1, codes }))
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(draft, file)
}
