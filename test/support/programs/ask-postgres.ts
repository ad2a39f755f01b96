import pg from 'pg'

/** Asks a PostgreSQL one thing, as the cluster's owner, by the socket in its folder. */
export async function askPostgres(
  place: { readonly host: string; readonly port: number; readonly user: string; readonly database: string },
  text: string,
): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client(place)
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query(text)).rows ?? []
  } finally {
    await client.end()
  }
}
