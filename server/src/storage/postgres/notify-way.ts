import { createHash } from 'node:crypto'
import type { WayMaker } from '../../wake/way.ts'
import { Connection } from './connection.ts'
import { nameOf, type Place } from './place.ts'

/**
 * LISTEN and NOTIFY, where there is no Redis. A message is sent after the commit that it tells of, on this connection:
 * as part of the commit it would hold, until that is on the disk, a lock that all of the database's notices wait for.
 */
export function notifyWay(place: Place): WayMaker {
  // A channel is the database's, and a name of one has at most 63 characters, as a schema's has.
  const schema = createHash('sha256').update(place.schema).digest('hex').slice(0, 16)
  const channel = `watchfloor_wakes_${schema}`
  return {
    name: 'notify',
    component: 'Notices of PostgreSQL',
    called: `LISTEN and NOTIFY of ${nameOf(place)}`,
    // Each is a transaction there, and the connection says by itself when it ends.
    proofEvery: 5_000,
    // A message has room for no more than 8,000 bytes.
    carries: false,
    open: async (heard, lost) => {
      const connection = await Connection.open(place, 'nodes')
      try {
        await connection.listen(channel, heard, place.patience)
      } catch (error) {
        connection.cut()
        throw error
      }
      connection.onGone(() => lost(new Error('the connection ended')))
      return {
        send: (message) =>
          connection.ask(
            { name: 'watchfloor wake', text: 'SELECT pg_notify($1, $2)', values: [channel, message] },
            place.patience,
          ),
        close: () => connection.end(),
      }
    },
  }
}
