import { describe } from 'vitest'
import { openPostgres } from '../../../../server/src/storage/postgres/postgres-storage.ts'
import { startLosingProxy } from '../../../support/network/losing-proxy.ts'
import { sharedPostgres } from '../../../support/programs/postgres.ts'
import { severalWriterTests } from '../conformance/several-writers.ts'
import { storageConformance } from '../storage-conformance.ts'

const postgres = sharedPostgres()

/** Each start has a thread of its own to begin, and sessions to open. */
const LIVES = 2

storageConformance(
  'PostgreSQL',
  async () => {
    const place = await postgres().newPlace()
    return () => openPostgres(place)
  },
  LIVES,
)

describe('PostgreSQL keeps the promises of a store that several servers share', () => {
  severalWriterTests(async () => {
    const place = await postgres().newPlace()
    const proxy = await startLosingProxy(postgres().port, 'watchfloor writes')
    return {
      open: () => openPostgres({ ...place, port: proxy.port }),
      lose: (loss) => void proxy.loseNext(loss),
    }
  })
})
