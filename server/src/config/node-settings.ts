import Type from 'typebox'
import { text } from './notation.ts'

/** Who this server is among several that share a PostgreSQL database. */
export const nodeSettings = Type.Object(
  {
    name: text(
      '',
      {
        expected: 'up to 63 letters, digits, dots, dashes and underscores',
        description:
          'Name of this server among those that share its database, each with its own; empty takes the name of the machine.',
      },
      '^[A-Za-z0-9._-]{0,63}$',
    ),
    url: text('', {
      as: 'url',
      expected: 'an http(s) address, such as http://10.0.0.7:9095',
      description:
        'Where people reach this server alone, and not whichever a proxy chooses; shown beside its name. Empty means the address that it listens on.',
    }),
  },
  { additionalProperties: false },
)
