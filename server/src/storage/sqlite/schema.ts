/**
 * Migrations, oldest first; `PRAGMA user_version` counts those that have run. State is JSON in one row per
 * thing, because it is only ever read whole; events have the columns that history is asked by.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE terms (
    epoch TEXT PRIMARY KEY,
    first INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE events (
    sequence INTEGER PRIMARY KEY,
    epoch TEXT NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    source TEXT NOT NULL,
    at INTEGER NOT NULL,
    fingerprint TEXT,
    level TEXT,
    data TEXT NOT NULL
  ) STRICT;
  CREATE INDEX events_by_time ON events (at);
  CREATE INDEX events_by_alert ON events (fingerprint, sequence) WHERE fingerprint IS NOT NULL;
  CREATE TABLE alerts (fingerprint TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE silences (id TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE sources (component TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE health (component TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
  // An alert's record is larger than what a table without rowids keeps in a page: each write took three times as long.
  `
  CREATE TABLE alerts_by_row (fingerprint TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
  INSERT INTO alerts_by_row SELECT fingerprint, record FROM alerts;
  DROP TABLE alerts;
  ALTER TABLE alerts_by_row RENAME TO alerts;
  `,
  // One row a life, for statistics and past boards; the events of before are taken in afterwards, in the background.
  `
  CREATE TABLE lives (
    sequence INTEGER PRIMARY KEY,
    fingerprint TEXT,
    alertname TEXT,
    level TEXT,
    began INTEGER,
    acknowledged INTEGER,
    owner TEXT,
    ended INTEGER,
    ended_by TEXT
  ) STRICT;
  CREATE INDEX lives_by_start ON lives (began, level);
  CREATE INDEX long_lives ON lives (began) WHERE ended IS NULL OR ended - began > 86400000;
  CREATE INDEX events_of_others ON events (source, sequence) WHERE fingerprint IS NULL;
  CREATE TABLE backfills (task TEXT PRIMARY KEY, next INTEGER NOT NULL, last INTEGER NOT NULL) STRICT;
  INSERT INTO backfills SELECT 'lives', min(sequence) - 1, max(sequence) FROM events HAVING count(*) > 0;
  `,
  // Who may come in: of each token, its hash and whose it is.
  `
  CREATE TABLE credentials (hash TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
  // What people did and tried. An entry is its text and nothing beside it that could be changed alone.
  `
  CREATE TABLE audit (sequence INTEGER PRIMARY KEY, entry TEXT NOT NULL) STRICT;
  CREATE TABLE audit_checkpoint (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    text TEXT NOT NULL,
    signature TEXT NOT NULL,
    public_key TEXT NOT NULL
  ) STRICT;
  `,
  // Who is signed in. Browsers that were, by a kind of token, sign in once more.
  `
  CREATE TABLE sessions (id TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT, WITHOUT ROWID;
  DELETE FROM credentials WHERE record ->> '$.of' IS NOT NULL;
  `,
  // What is not good any more, though nobody here issued it or knows it one by one.
  `
  CREATE TABLE revocations (key TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
  // An alert's earlier lives are asked for whenever somebody opens it.
  `
  CREATE INDEX lives_of_alert ON lives (fingerprint, began, level) WHERE fingerprint IS NOT NULL;
  `,
  // What people mapped names of severities to, beside the configuration.
  `
  CREATE TABLE severities (key TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
  // What was committed and is not in its tables yet: a row a commit, with the newest event that there was by then.
  `
  CREATE TABLE journal (n INTEGER PRIMARY KEY, head INTEGER NOT NULL, crc INTEGER NOT NULL, batch BLOB NOT NULL) STRICT;
  `,
  // In the order of fingerprints, each event wrote a page of its own; now a stretch of the log is in that order.
  `
  DROP INDEX events_by_alert;
  CREATE INDEX events_by_alert ON events (sequence >> 15, fingerprint) WHERE fingerprint IS NOT NULL;
  DROP INDEX lives_of_alert;
  `,
  // Nor are alerts in that order: who writes them knows which row is whose.
  `
  CREATE TABLE placed_alerts (place INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL, record TEXT NOT NULL) STRICT;
  INSERT INTO placed_alerts SELECT rowid, fingerprint, record FROM alerts ORDER BY rowid;
  DROP TABLE alerts;
  ALTER TABLE placed_alerts RENAME TO alerts;
  `,
  // A batch may be packed; this is how long it was before.
  `
  ALTER TABLE journal ADD COLUMN size INTEGER;
  `,
]

/**
 * A new file has pages of so many bytes; one of before keeps its own. Rows of events and alerts have about 1 KB, and each
 * page costs two calls and a checksum on its way into the log, and two calls more into the file: with 4 KiB there would
 * be twice as many. With more than 8, each commit of little would write much.
 */
export const PAGE_BYTES = 8_192

/**
 * The oldest schema whose program can go on with a file of this one: that one has every table and column which it
 * reads and writes, and may leave the others alone. A migration that only adds leaves it where it is.
 */
export const OLDEST_READER = 13
