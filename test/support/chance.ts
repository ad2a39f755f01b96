/**
 * How much random tests try, 1 when a file is run by itself; `npm test` waits for them and says 0.3, `npm run test:nightly` 20.
 * Some tests then also take the real time for what they otherwise do faster, or the full size of what else is smaller.
 */
export const BUDGET = Number(process.env.TEST_BUDGET ?? 1)

/** How often a random test runs that usually runs so often. */
export function runs(usual: number): number {
  return Math.ceil(usual * BUDGET)
}

/** The seed of a test's chance: `SEED`, or another each time; printed, so that what failed can be run again. */
export function takeSeed(): number {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9))
  console.log(`seed ${seed}`)
  return seed
}
