import { Health } from '@watchfloor/contract'
import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'

const count = Type.Integer({ minimum: 0 })

/**
 * What a server says of itself to the others. Nothing of it has to be there: another version may say less, or more,
 * and what it says may be empty until everything in it has started.
 */
export const NodeReport = Type.Partial(
  Type.Object({
    /** Sequence of the newest event that it shows. */
    sequence: count,
    /** Events that are committed and that it does not show yet. */
    lag: count,
    /** How far its clock is ahead of the store's, ms. */
    skew: Type.Number(),
    streams: Type.Object({ sse: count, websocket: count }),
    /** Those of its deadlines that wait, wait until then. */
    hold_until: count,
    /** Bytes in all of its streams that wait. */
    queued_bytes: count,
    /** It is on its way out. */
    draining: Type.Boolean(),
    /** Names of people who listen. */
    listening: Type.ReadonlyObject(Type.Array(Type.String())),
    /** What it finds of itself, such as a full disk. */
    findings: Type.ReadonlyObject(Type.Array(Type.Omit(Health, ['since']))),
  }),
)
export type NodeReport = Readonly<Static<typeof NodeReport>>

/** Whose streams, and waiting polls, a server holds: how many of each, by `keyOf`. */
export const Askers = Type.Object({
  streams: Type.Record(Type.String(), count),
  polls: Type.Record(Type.String(), count),
})
export type Askers = Readonly<Static<typeof Askers>>

const report = Compile(NodeReport)
const askers = Compile(Askers)

/** What does not fit says nothing. */
export function readReport(text: string): NodeReport {
  const value = parsed(text)
  return report.Check(value) ? value : {}
}

export function readAskers(text: string): Askers | undefined {
  const value = text === '' ? undefined : parsed(text)
  return askers.Check(value) ? value : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
