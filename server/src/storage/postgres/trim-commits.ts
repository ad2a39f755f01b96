import type { Ask } from './reads.ts'

/** Kept for so long, and so many, that a server which was cut off goes on rather than begins anew. */
const KEPT = `interval '15 minutes'`
const MOST = 100_000
/** As many go at once: a little. */
const AT_ONCE = 10_000

/** Forgets what old commits touched; answers how many it was. The newest stays. */
export async function trimCommits(ask: Ask): Promise<number> {
  const gone = await ask(
    `DELETE FROM commits WHERE n IN (SELECT n FROM commits, (SELECT commit_number FROM log_head) AS head
      WHERE n < commit_number AND (n <= commit_number - ${MOST} OR at < clock_timestamp() - ${KEPT})
      ORDER BY n LIMIT ${AT_ONCE}) RETURNING 1`,
  )
  return gone.length
}
