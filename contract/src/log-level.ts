import Type, { type Static } from 'typebox'
import { Timestamp } from './alert.ts'

/** Of the server's own log, the gravest first; `silent` writes nothing. */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** `PUT /api/v2/log-level`. */
export const LogLevelRequest = Type.Object(
  {
    level: Type.Enum([...LOG_LEVELS], { description: 'Least level that is written.' }),
    until: Type.Optional(
      Type.Union([Timestamp], {
        description: 'When it goes back by itself to what the settings say; at the next start when left out.',
      }),
    ),
  },
  { additionalProperties: false },
)
export type LogLevelRequest = Readonly<Static<typeof LogLevelRequest>>

/** How much the server's own log says. */
export const LogLevelNow = Type.Object({
  level: Type.Enum([...LOG_LEVELS], { description: 'Least level that is written now.' }),
  configured: Type.Enum([...LOG_LEVELS], { description: 'What the settings say (`log.level`).' }),
  until: Type.Union([Timestamp, Type.Null()], {
    description: 'When it goes back by itself; null when it does not.',
  }),
})
export type LogLevelNow = Readonly<Static<typeof LogLevelNow>>
