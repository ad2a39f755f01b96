import { parser } from '@watchfloor/contract'
import Type, { type Static } from 'typebox'
import { createFileWriter } from '../disk/file-writer.ts'
import { readJson } from '../disk/json-file.ts'
import { Trial } from './trial.ts'

const strict = { additionalProperties: false } as const
const Version = Type.String({ minLength: 1, maxLength: 100 })

/** What a desk remembers of its updates. */
const Remembered = Type.Object(
  {
    version: Type.Literal(1),
    /** This desk's own random name; by it its turn in a staged release is drawn. */
    desk: Type.String({ minLength: 1, maxLength: 64 }),
    /** By the feed's name: when the newest statement that was taken from it had been signed. */
    seen: Type.Record(Type.String(), Type.String({ maxLength: 40 })),
    /** Versions that did not start here and were taken back. */
    failed: Type.Array(Version, { maxItems: 50 }),
    trial: Type.Union([Trial, Type.Null()]),
  },
  strict,
)
export type Remembered = Readonly<Static<typeof Remembered>>

export interface UpdateMemory {
  readonly current: () => Remembered
  /** In force at once; answered when the disk has it, or has refused it, which is reported. */
  readonly change: (change: Partial<Omit<Remembered, 'version'>>) => Promise<void>
}

export interface UpdateMemoryOptions {
  readonly file: string
  readonly newId: () => string
  readonly report: (error: unknown) => void
}

/** One that cannot be read begins anew; it stands aside for a person to look at. */
export async function openUpdateMemory({ file, newId, report }: UpdateMemoryOptions): Promise<UpdateMemory> {
  const read = await readJson(file, parser(Remembered))
  if (read.kind === 'unreadable')
    report(new Error(`what was remembered of updates cannot be read: ${read.why}`))
  const writer = createFileWriter(file)
  let remembered: Remembered =
    read.kind === 'read' ? read.value : { version: 1, desk: newId(), seen: {}, failed: [], trial: null }
  return {
    current: () => remembered,
    change: async (change) => {
      remembered = { ...remembered, ...change }
      const written = await writer.write(`${JSON.stringify(remembered, null, 2)}\n`)
      if (!written.ok) report(new Error(`what is remembered of updates is not saved: ${written.error}`))
    },
  }
}
