import { openPostgres } from '../../../../server/src/storage/postgres/postgres-storage.ts'
import { sharedPostgres } from '../../../support/programs/postgres.ts'
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
