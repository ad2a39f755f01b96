/** What lies under what a fetch, or a library around it, failed with. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'it did not answer in time'
  const { cause } = error
  return cause instanceof Error ? reasonOf(cause) : error.message
}
