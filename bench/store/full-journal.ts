/**
 * Shows nothing by itself: fills the journal of a database with updates of its alerts up to the most that may stand in
 * it, and ends as a crash would, so that a start finds it so.
 *
 *     node bench/store/full-journal.ts FILE
 */

import { randomUUID } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import type { LoggedEvent } from '@watchfloor/contract'
import { type EventRow, fromRow } from '../../server/src/storage/event-row.ts'
import { MOST_BEHIND } from '../../server/src/storage/sqlite/journal.ts'
import { journalBatch } from '../../server/src/storage/sqlite/journal-batch.ts'
import { openWriter } from '../../server/src/storage/sqlite/writer.ts'
import { fromStoredAlert } from '../../server/src/storage/stored-alert.ts'

const A_COMMIT = 256

const [file = ''] = process.argv.slice(2)
const db = new DatabaseSync(file)
const rows = db
  .prepare(
    `SELECT events.*, record FROM events JOIN alerts USING (fingerprint)
    WHERE type = 'alert_created' ORDER BY sequence`,
  )
  .all() as unknown as readonly (EventRow & { readonly record: string })[]
let { head } = db.prepare('SELECT max(sequence) AS head FROM events').get() as { head: number }
db.close()

const { commit } = openWriter(file)
const nothing = {
  silences: [],
  sources: [],
  health: [],
  credentials: [],
  sessions: [],
  revocations: [],
  severities: [],
}
let [behind, from] = [0, 0]
for (let size = 0; behind + size < MOST_BEHIND; from = (from + A_COMMIT) % rows.length) {
  const some = rows.slice(from, from + A_COMMIT)
  const batch = journalBatch({
    events: some.map((row): LoggedEvent => {
      const event = fromRow(row)
      return { ...event, sequence: ++head, id: randomUUID(), type: 'alert_updated' } as LoggedEvent
    }),
    alerts: some.map(({ record }) => fromStoredAlert(record)),
    forgottenAlerts: [],
  })
  const changes = { batch, audit: [], auditTrim: undefined, put: nothing, forget: nothing }
  // The first fills the room that none after it may need: whichever made room for itself would begin it all anew.
  size = Math.max(size, batch?.bytes.length ?? 0)
  // Its bytes are gone with it.
  behind = (commit(changes) as { readonly behind: number }).behind
}
process.stdout.write(`${behind}\n`, () => process.kill(process.pid, 'SIGKILL'))
