import Type, { type Static } from 'typebox'
import { Timestamp } from './alert.ts'

/** What a name of a severity can be made to mean. */
export const NamedLevel = Type.Union([
  Type.Literal('critical'),
  Type.Literal('high'),
  Type.Literal('warning'),
  Type.Literal('info'),
])
export type NamedLevel = Static<typeof NamedLevel>

const Value = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'A value of the severity label, in any case.',
})

/** `PUT /api/v2/severities`: what a name means from now on (S8). */
export const SeverityMapping = Type.Object({
  value: Value,
  level: Type.Union([NamedLevel, Type.Null()], {
    description: 'null takes back what it was mapped to here.',
  }),
  name: Type.Optional(
    Type.String({ maxLength: 128, description: 'Who does it, where the server asks nobody who they are.' }),
  ),
})
export type SeverityMapping = Readonly<Static<typeof SeverityMapping>>

/** A name of a severity that somebody mapped while the server runs. */
export const SeverityName = Type.Object({
  value: Value,
  level: NamedLevel,
  at: Timestamp,
  by: Type.Optional(Type.String({ description: 'Who did it, where that is known.' })),
  overruled: Type.Optional(
    Type.Boolean({ description: 'The server’s configuration maps it too, and that holds.' }),
  ),
})
export type SeverityName = Readonly<Static<typeof SeverityName>>

/** `GET /api/v2/severities`, and what holds after a `PUT`. */
export const SeverityNames = Type.Object({ mapped: Type.ReadonlyObject(Type.Array(SeverityName)) })
export type SeverityNames = Readonly<Static<typeof SeverityNames>>
