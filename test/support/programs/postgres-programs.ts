import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where Debian keeps each version's programs; only some of them are on the path. */
const DEBIAN = '/usr/lib/postgresql'

/** Folders of PostgreSQL's own programs, of the newest version first. */
export function postgresFolders(): readonly string[] {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : []
  return versions.toSorted((a, b) => Number(b) - Number(a)).map((version) => join(DEBIAN, version, 'bin'))
}

/** A program of PostgreSQL's own, as Debian has it here, or by its name alone. */
export function postgresProgram(
  name: 'initdb' | 'postgres' | 'pg_basebackup' | 'pg_dump' | 'pg_restore' | 'psql' | 'pgbench',
): string {
  const folders = [...postgresFolders(), ...(process.env.PATH ?? '').split(delimiter)]
  const found = folders.map((folder) => join(folder, name)).find((file) => existsSync(file))
  return found ?? name
}
