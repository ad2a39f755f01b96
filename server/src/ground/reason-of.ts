/** What an error says of itself. */
export function reasonOf(error: unknown): string {
  // What failed at every address of a name says so only in its parts.
  const { errors } = error as { readonly errors?: readonly unknown[] }
  if (errors !== undefined && errors.length > 0) return errors.map(reasonOf).join('; ')
  return error instanceof Error ? error.message : String(error)
}
