import type { ConnectionRow } from '@watchfloor/contract'

/** Who is connected, as the server tells it. */
export async function connectionRows(url: string): Promise<readonly ConnectionRow[]> {
  const answer = await fetch(`${url}/api/v2/connections`)
  return ((await answer.json()) as { readonly connections: readonly ConnectionRow[] }).connections
}
