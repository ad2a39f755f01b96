/** Runs over all with at most `limit` on their way at once; the results stand in the order of what was given. */
export async function inTurns<T, R>(
  all: readonly T[],
  limit: number,
  run: (one: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = []
  const queue = all.entries()
  const work = async (): Promise<void> => {
    for (const [index, one] of queue) results[index] = await run(one)
  }
  await Promise.all(Array.from({ length: Math.min(limit, all.length) }, work))
  return results
}
