/**
 * Migrations, oldest first; the table `schema_version` says how many have run. State is JSON in one row per thing,
 * because it is only ever read whole, and as text, so that the bytes are those that were written; the database reads
 * none of it. Events have the columns that history is asked by. Text is compared by its bytes.
 *
 * From the second on, a migration runs beside servers of the version before: it adds, with defaults that cost nothing,
 * and takes nothing away that they use.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE terms (
    n bigint GENERATED ALWAYS AS IDENTITY,
    epoch text COLLATE "C" PRIMARY KEY,
    first bigint NOT NULL,
    timeline bigint NOT NULL,
    system text NOT NULL
  );
  CREATE TABLE events (
    sequence bigint PRIMARY KEY,
    epoch text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    type text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    fingerprint text COLLATE "C",
    level text COLLATE "C",
    thing text COLLATE "C",
    data text NOT NULL
  );
  CREATE INDEX events_by_time ON events (at, sequence);
  CREATE INDEX events_by_alert ON events (fingerprint, sequence) WHERE fingerprint IS NOT NULL;
  CREATE INDEX events_of_others ON events (source, thing, sequence) WHERE thing IS NOT NULL;
  CREATE TABLE lives (
    sequence bigint PRIMARY KEY,
    fingerprint text COLLATE "C",
    alertname text COLLATE "C",
    level text COLLATE "C",
    began bigint,
    acknowledged bigint,
    owner text COLLATE "C",
    ended bigint,
    ended_by text COLLATE "C"
  );
  CREATE INDEX lives_by_start ON lives (began, level, sequence);
  CREATE INDEX lives_of_alert ON lives (fingerprint, began, level, sequence);
  CREATE INDEX long_lives ON lives (began) WHERE ended IS NULL OR ended - began > 86400000;
  CREATE TABLE alerts (key text COLLATE "C" PRIMARY KEY, record text NOT NULL) WITH (fillfactor = 70);
  CREATE TABLE silences (key text COLLATE "C" PRIMARY KEY, record text NOT NULL);
  CREATE TABLE sources (key text COLLATE "C" PRIMARY KEY, record text NOT NULL) WITH (fillfactor = 50);
  CREATE TABLE health (key text COLLATE "C" PRIMARY KEY, record text NOT NULL);
  CREATE TABLE credentials (key text COLLATE "C" PRIMARY KEY, record text NOT NULL);
  CREATE TABLE sessions (key text COLLATE "C" PRIMARY KEY, record text NOT NULL);
  CREATE TABLE revocations (key text COLLATE "C" PRIMARY KEY, record text NOT NULL);
  CREATE TABLE severities (key text COLLATE "C" PRIMARY KEY, record text NOT NULL);
  CREATE TABLE audit (sequence bigint PRIMARY KEY, entry text NOT NULL);
  CREATE TABLE audit_checkpoint (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    text text NOT NULL,
    signature text NOT NULL,
    public_key text NOT NULL
  );
  CREATE TABLE log_head (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    sequence bigint NOT NULL,
    commit_id text COLLATE "C" NOT NULL,
    epoch text COLLATE "C" NOT NULL,
    timeline bigint NOT NULL,
    system text NOT NULL,
    event_bytes bigint NOT NULL
  ) WITH (fillfactor = 10);
  INSERT INTO log_head (sequence, commit_id, epoch, timeline, system, event_bytes) VALUES (0, '', '', 0, '', 0);
  `,
  // Several servers: what each commit touched, who is there, and who has the duty.
  `
  ALTER TABLE log_head
    ADD COLUMN commit_number bigint NOT NULL DEFAULT 0,
    ADD COLUMN keeper text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN keeper_term bigint NOT NULL DEFAULT 0;
  CREATE TABLE commits (
    n bigint PRIMARY KEY,
    id text COLLATE "C" NOT NULL,
    prior text COLLATE "C" NOT NULL,
    sequence bigint NOT NULL,
    node text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    trace text,
    touched text NOT NULL
  );
  INSERT INTO commits (n, id, prior, sequence, node, touched) SELECT 0, commit_id, '', sequence, '', '' FROM log_head;
  CREATE TABLE nodes (
    id text COLLATE "C" PRIMARY KEY,
    name text NOT NULL,
    url text NOT NULL,
    version text NOT NULL,
    started bigint NOT NULL,
    seen bigint NOT NULL,
    report text NOT NULL,
    askers text NOT NULL DEFAULT '',
    askers_version bigint NOT NULL DEFAULT 0
  ) WITH (fillfactor = 50);
  CREATE TABLE node_questions (
    id text COLLATE "C" PRIMARY KEY,
    node text COLLATE "C" NOT NULL,
    question text NOT NULL,
    answer text,
    at bigint NOT NULL
  );
  `,
  // What sign-ins leave for minutes, for whichever server is asked next. Its times are the database's, ms.
  `
  CREATE TABLE half_done (
    kind text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    value text NOT NULL,
    until bigint NOT NULL,
    PRIMARY KEY (kind, key)
  );
  CREATE INDEX half_done_by_end ON half_done (kind, until);
  CREATE TABLE attempts (
    kind text COLLATE "C" NOT NULL,
    who text COLLATE "C" NOT NULL,
    left_over bigint NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (kind, who)
  ) WITH (fillfactor = 70);
  CREATE INDEX attempts_by_time ON attempts (at);
  CREATE TABLE join_codes (
    hash text COLLATE "C" PRIMARY KEY,
    expires_at bigint NOT NULL,
    used_at bigint,
    revoked boolean NOT NULL DEFAULT false,
    name text,
    role text,
    made_by text
  );
  `,
  // Whose signature stands under what retention left of the audit log: each server may have a key of its own.
  `
  CREATE TABLE audit_keys (public_key text COLLATE "C" PRIMARY KEY, name text NOT NULL, since bigint NOT NULL);
  INSERT INTO audit_keys SELECT public_key, '', (extract(epoch FROM clock_timestamp()) * 1000)::bigint
    FROM audit_checkpoint;
  `,
]

/**
 * The oldest schema whose program can go on with this one: that one has every table and column which it reads and
 * writes, and may leave the others alone. A migration that only adds leaves it where it is.
 */
export const OLDEST_READER = 1

/** The version of a schema into which everything is being moved; every program refuses it, older ones too. */
export const MOVING = 1_000_000_000
