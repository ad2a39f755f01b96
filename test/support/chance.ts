/**
 * How many times as much random tests try as in `npm test`, which waits for them; `npm run test:nightly` says 20.
 * Some tests then also take the real time for what they otherwise do faster.
 */
export const BUDGET = Number(process.env.TEST_BUDGET ?? 1)

/** How often a random test runs that runs so often in `npm test`. */
export function runs(usual: number): number {
  return Math.ceil(usual * BUDGET)
}

/** The seed of a test's chance: `SEED`, or another each time; printed, so that what failed can be run again. */
export function takeSeed(): number {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9))
  console.log(`seed ${seed}`)
  return seed
}
