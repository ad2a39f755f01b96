import Type from 'typebox'
import { count, duration, text } from './notation.ts'

const STORES = ['sqlite', 'postgres'] as const
const TLS = ['auto', 'verify-full', 'off'] as const

/** Where alerts, log and history are kept. */
export const storeSettings = {
  store: Type.Enum(STORES, {
    default: 'sqlite',
    flag: 'store',
    expected: `one of ${STORES.join(', ')}`,
    description:
      'What keeps alerts, log and history: a file in data_dir, or a PostgreSQL database. What one has is not in the other.',
  }),
  postgres: Type.Object(
    {
      host: text(
        '127.0.0.1',
        {
          expected: 'hosts with commas between them, or the folder of a socket such as /run/postgresql',
          description:
            'Where PostgreSQL is (14 or newer): a host, or the folder of its socket on this machine. Of several hosts (db-1,db-2:5433), the one that is no standby.',
        },
        '.',
      ),
      port: count(5432, 1, 'Its port, where the host does not say one.'),
      database: text(
        'watchfloor',
        { expected: 'the name of a database', description: 'The database, in UTF8.' },
        '.',
      ),
      user: text(
        'watchfloor',
        {
          expected: 'the name of a role',
          description:
            'The role that signs in; it may create a schema in the database, or owns the one below.',
        },
        '.',
      ),
      password_file: text('', {
        expected: 'a file, or nothing',
        description: 'File of its password. Empty means the one in the variable PGPASSWORD, or none.',
      }),
      schema: text(
        'watchfloor',
        {
          expected: 'a name of small letters, digits and underscores',
          description: 'The schema of this server alone; created when it is missing.',
        },
        '^[a-z_][a-z0-9_]{0,62}$',
      ),
      tls: Type.Enum(TLS, {
        default: 'auto',
        expected: `one of ${TLS.join(', ')}`,
        description:
          'verify-full speaks TLS and takes only a certificate of that host; off does not; auto is off for a socket and a loopback address, and verify-full for all others.',
      }),
      ca_file: text('', {
        expected: 'a file in PEM, or nothing',
        description: 'Authorities that may have signed its certificate; empty means those of this system.',
      }),
      patience: duration(
        5_000,
        'How long a commit or a new connection may take before it counts as lost, and senders are refused.',
      ),
      sign_in_grace: duration(
        60_000,
        'So long who is signed in goes on while the database cannot be read. They may have been signed out on another server, so that afterwards their streams end and their requests get 503.',
      ),
    },
    { additionalProperties: false },
  ),
}
