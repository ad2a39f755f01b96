/** Runs later; returns what calls it off. */
export function afterInPage(milliseconds: number, run: () => void): () => void {
  const timer = setTimeout(run, milliseconds)
  return () => clearTimeout(timer)
}
