/**
 * Shows how long an alert takes from its POST to each client, on SSE, when everybody signs in and each sees the part of
 * the board that is theirs; beside it, in the same run, as many who see everything, at as many deliveries a second.
 *
 *     node bench/stream-scopes.ts --clients 2000 --scopes 50 --rate 50
 */

import { parseArgs } from 'node:util'
import pLimit from 'p-limit'
import { createToken } from '../test/support/programs/type-token.ts'
import { type Round, runRound } from './load/delivery-round.ts'
import { withGenerator } from './load/generator.ts'
import { teamOf } from './load/publish-target.ts'
import { RoundsByName } from './load/rounds-by-name.ts'
import { printRun, saveResults } from './measures/print-run.ts'
import { type BenchServer, startBenchServer } from './servers/bench-server.ts'

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '2000' },
    scopes: { type: 'string', default: '50' },
    rate: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '10' },
    runs: { type: 'string', default: '3' },
  },
})
const [clients, scopes, rate] = [values.clients, values.scopes, values.rate].map(Number) as [
  number,
  number,
  number,
]

/** A token of one who sees this team's alerts alone, or everything. */
async function tokenFor({ url }: BenchServer, admin: string, team: string | undefined): Promise<string> {
  const scope = team === undefined ? {} : { scope: { team: [team] } }
  const answer = await fetch(`${url}/api/v2/credentials`, {
    method: 'POST',
    headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: team ?? 'everything', role: 'viewer', ...scope }),
  })
  const { token } = (await answer.json()) as { readonly token?: string }
  if (token === undefined) throw new Error(`no token for ${team}: ${answer.status}`)
  return token
}

/** `parts`: how many scopes the readers have; 1 is everything. */
async function measure(parts: number, count: number): Promise<Round> {
  const server = await startBenchServer({
    env: {
      WATCHFLOOR_SIGN_IN: 'tokens',
      WATCHFLOOR_LIMITS_STREAMS_PER_PRINCIPAL: String(clients),
    },
  })
  try {
    const admin = await createToken(server.folder, 'bench', 'admin')
    const { port, pids } = server
    return await withGenerator(async (generator) => {
      await generator.publisher.ask('aim', {
        kind: 'alerts',
        port,
        alerts: 2_000,
        teams: scopes,
        token: admin,
      })
      const tokens = await pLimit(4).map(Array.from({ length: parts }).keys(), (index) =>
        tokenFor(server, admin, parts === 1 ? undefined : teamOf(index)),
      )
      await generator.readers.ask('open', { group: 'readers', kind: 'sse', port, count, tokens })
      const measureMs = Number(values.seconds) * 1_000
      return runRound(generator, { groups: ['readers'], pids, rate, parts, warmUpMs: 3_000, measureMs })
    })
  } finally {
    await server.stop()
  }
}

const rounds = new RoundsByName()
printRun()
for (let i = 1; i <= Number(values.runs); i++) {
  rounds.keep(`${clients} in ${scopes} scopes`, await measure(scopes, clients))
  rounds.keep(`${clients / scopes} who see everything`, await measure(1, clients / scopes))
}
rounds.printMedians()
await saveResults('stream-scopes', rounds.all)
printRun()
