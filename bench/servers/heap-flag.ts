import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What every way to start the server says to Node: npm's script is one of them. */
export const HEAP_FLAG =
  /--max-semi-space-size=\d+/.exec(
    readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
  )?.[0] ?? ''
