import Type, { type Static } from 'typebox'
import { AcknowledgeRequest } from './subscription.ts'

const { life, name } = AcknowledgeRequest.properties
const asking = { life, name }
/** As long as the note of an acknowledgement. */
const Text = Type.String({ minLength: 1, maxLength: 1024 })

/** Writes a note on an alert (S36). */
export const NoteRequest = Type.Object({ ...asking, text: Text })
export type NoteRequest = Readonly<Static<typeof NoteRequest>>

/** Asks somebody to take over what one has (S37). */
export const HandOverRequest = Type.Object({
  ...asking,
  to: Type.String({ minLength: 1, maxLength: 128, description: 'Whom, by name.' }),
  note: Type.Optional(Type.String({ maxLength: 1024, description: 'Kept as a note on the alert.' })),
})
export type HandOverRequest = Readonly<Static<typeof HandOverRequest>>

/** `GET /api/v2/people`: names to choose from, in their order. */
export const People = Type.Object({
  people: Type.ReadonlyObject(
    Type.Array(
      Type.Object({
        name: Type.String({ minLength: 1 }),
        is_listening: Type.Boolean({
          description: 'Is a stream of theirs open? Known only where people sign in.',
        }),
      }),
    ),
  ),
})
export type People = Readonly<Static<typeof People>>
