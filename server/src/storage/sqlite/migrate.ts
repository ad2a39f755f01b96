import type { DatabaseSync } from 'node:sqlite'
import { MIGRATIONS, OLDEST_READER } from './schema.ts'

/**
 * Brings the file to this program's schema. A file of a newer program is taken as it is where that one said, in
 * `PRAGMA application_id`, that programs of this schema can go on with it: so an upgrade can be rolled back.
 */
export function migrate(db: DatabaseSync): void {
  const number = (pragma: string): number =>
    Object.values(db.prepare(`PRAGMA ${pragma}`).get() ?? {})[0] as number
  const version = number('user_version')
  const oldestReader = number('application_id')
  if (version > MIGRATIONS.length) {
    if (oldestReader > 0 && oldestReader <= MIGRATIONS.length) return
    throw new Error(
      `the data file was written by a newer version, whose schema is ${version}, and this one knows ${MIGRATIONS.length}: ` +
        'start that version again, or restore the backup that was made before the upgrade',
    )
  }
  // First, so that no older program goes on with what a crash or a full disk leaves half done.
  if (oldestReader < OLDEST_READER) db.exec(`PRAGMA application_id = ${OLDEST_READER}`)
  for (let next = version; next < MIGRATIONS.length; next++) {
    db.exec(`BEGIN; ${MIGRATIONS[next]}; PRAGMA user_version = ${next + 1}; COMMIT;`)
  }
}
