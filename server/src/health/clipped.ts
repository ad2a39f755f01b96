/** The longest reason that is kept or told, in UTF-16 units. */
const MOST = 500

/** A reason may quote what a sender wrote, which can be megabytes; a health row, an answer and the log take its begin. */
export function clipped(reason: string): string {
  return reason.length <= MOST ? reason : `${reason.slice(0, MOST).toWellFormed()}…`
}
