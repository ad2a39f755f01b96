import Type from 'typebox'
import { text } from './notation.ts'

/** By what servers of one PostgreSQL database tell each other that there is something new. */
export const redisSettings = Type.Object(
  {
    url: text(
      '',
      {
        expected:
          'redis://HOST:PORT or rediss://HOST:PORT, without a user or a password in it, such as redis://cache.example.com:6379',
        description:
          'A Redis (6 or newer) or Valkey by which several servers of one PostgreSQL database wake each other at once; rediss speaks TLS and takes only a certificate of that host. Nothing is kept there. Empty means that PostgreSQL itself does it, by LISTEN and NOTIFY.',
      },
      String.raw`^(rediss?://(\[[0-9a-fA-F:.]+\]|[^\s/@?#:\[\]]+)(:[0-9]{1,5})?/?)?$`,
    ),
    user: text('', {
      expected: 'the name of a user, or nothing',
      description: 'The user that signs in there (ACL). Empty means its default user.',
    }),
    password_file: text('', {
      expected: 'a file, or nothing',
      description: 'File of its password. Empty means the one in the variable REDISCLI_AUTH, or none.',
    }),
    ca_file: text('', {
      expected: 'a file in PEM, or nothing',
      description:
        'Under rediss: authorities that may have signed its certificate; empty means those of this system.',
    }),
    prefix: text(
      'watchfloor',
      {
        expected: 'letters, digits and _ . : -',
        description:
          'How the names of its channels begin; the same on all servers of one database, which adds its own name.',
      },
      '^[A-Za-z0-9_.:-]{1,64}$',
    ),
  },
  { additionalProperties: false },
)
