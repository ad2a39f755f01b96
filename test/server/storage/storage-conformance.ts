import { describe } from 'vitest'
import { atOnceTests } from './conformance/at-once.ts'
import { auditTests } from './conformance/audit-log.ts'
import { commitTests } from './conformance/commits.ts'
import { logTests } from './conformance/log-reads.ts'
import { pastTests } from './conformance/past-reads.ts'
import type { Begin } from './conformance/place.ts'
import { randomLifeTests } from './conformance/random-life.ts'

/**
 * What every engine behind `Storage` has to prove. Nothing in here knows any of them: an engine brings the way to
 * begin an empty store, and whatever its own promises are (damage, full disks, migrations) it tests elsewhere.
 * `lives`: how many random lives of a server are tried everyday.
 */
export function storageConformance(engine: string, begin: Begin, lives = 6): void {
  describe(`${engine} keeps the promises of a store`, () => {
    commitTests(begin)
    auditTests(begin)
    logTests(begin)
    pastTests(begin)
    atOnceTests(begin)
    randomLifeTests(begin, lives)
  })
}
