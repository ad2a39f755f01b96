import type { Level, SeverityTable } from '@watchfloor/contract'
import { type KeptSeverity, withKept } from '../alerts/severity-names.ts'

/** What the names of severities mean: the configuration's, and under them what was kept. */
export class SeverityTableInForce {
  /** Of what is committed. The same object for as long as the server runs, so that all who hold it follow. */
  readonly table: Record<string, Level>
  readonly #given: SeverityTable

  constructor(given: SeverityTable, kept: Iterable<KeptSeverity>) {
    this.#given = given
    this.table = withKept(given, kept)
  }

  /** With these kept. */
  with(kept: Iterable<KeptSeverity>): SeverityTable {
    return withKept(this.#given, kept)
  }

  /** Undefined is none any more. */
  settle(key: string, kept: KeptSeverity | undefined): void {
    if (Object.hasOwn(this.#given, key)) return
    if (kept === undefined) delete this.table[key]
    else this.table[key] = kept.level
  }
}
