/**
 * Shows what it costs that a server asks who somebody is: of a request, one after the other, without sign-in, with a
 * token, with a JWT that was seen before and with one that is new each time; and of a fan-out to a thousand clients.
 * All of it in turns, so that whatever else the machine does is felt by all alike.
 *
 *     node bench/sign-in.ts --rounds 20 --runs 3
 */

import { Agent, request } from 'node:http'
import { parseArgs } from 'node:util'
import { createToken } from '../test/support/programs/type-token.ts'
import { deliveryLine } from './load/delivery-line.ts'
import { type Round, runRound } from './load/delivery-round.ts'
import { withGenerator } from './load/generator.ts'
import { type BenchIssuer, benchIssuer, type SignIn, signMany } from './load/sign-in.ts'
import { quantile } from './measures/measures.ts'
import { median, printRun, saveResults } from './measures/print-run.ts'
import { type BenchServer, startBenchServer } from './servers/bench-server.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    /** Requests of each kind in each round. */
    requests: { type: 'string', default: '500' },
    runs: { type: 'string', default: '3' },
    clients: { type: 'string', default: '1000' },
    rate: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '5' },
    only: { type: 'string', default: 'requests,fan-out' },
  },
})
const REQUESTS = Number(values.requests)

/** Small, and asked of everybody. */
const PATH = '/api/v2/stats'

/** How long each of so many requests took, ms; `tokens` are carried in turn. */
async function ask(port: number, tokens: readonly (string | undefined)[]): Promise<readonly number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const took: number[] = []
  for (let i = 0; i < REQUESTS; i++) {
    const token = tokens[i % tokens.length]
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const began = performance.now()
    await new Promise<void>((resolve, reject) => {
      const asked = request({ agent, port, host: '127.0.0.1', path: PATH, headers }, (response) => {
        if (response.statusCode !== 200) reject(new Error(`answered ${response.statusCode}`))
        response.resume().once('end', () => resolve())
      })
      asked.once('error', reject)
      asked.end()
    })
    took.push(performance.now() - began)
  }
  agent.destroy()
  return took
}

interface Servers {
  readonly open: BenchServer
  readonly signedIn: BenchServer
  readonly issuer: BenchIssuer
  readonly token: string
}

async function measureRequests({ open, signedIn, issuer, token }: Servers): Promise<void> {
  const known = await issuer.sign(0)
  const kinds = ['open', 'token', 'JWT seen before', 'JWT that is new'] as const
  const took = new Map<string, number[][]>(kinds.map((kind) => [kind, []]))
  for (let round = 0; round <= Number(values.rounds); round++) {
    const fresh = await signMany(issuer, REQUESTS)
    const tokens = { open: [undefined], token: [token], 'JWT seen before': [known], 'JWT that is new': fresh }
    for (const kind of kinds) {
      const times = await ask((kind === 'open' ? open : signedIn).port, tokens[kind])
      // The first round warms up.
      if (round > 0) took.get(kind)?.push([...times])
    }
  }
  const p50s = (kind: string): readonly number[] =>
    (took.get(kind) ?? []).map((times) => quantile(times, 0.5))
  const p99s = (kind: string): readonly number[] =>
    (took.get(kind) ?? []).map((times) => quantile(times, 0.99))
  const bare = median(p50s('open'))
  for (const kind of kinds) {
    const p50 = median(p50s(kind))
    console.log(
      `${kind.padEnd(16)} p50 ${p50.toFixed(3)} ms (${(p50 - bare >= 0 ? '+' : '') + (p50 - bare).toFixed(3)}), p99 ${median(p99s(kind)).toFixed(2)} ms; medians of ${values.rounds} rounds of ${REQUESTS}`,
    )
  }
  await saveResults('sign-in-requests', Object.fromEntries(took))
}

async function fanOut(signIn: SignIn, { open, signedIn, issuer, token }: Servers): Promise<Round> {
  const server = signIn === 'none' ? open : signedIn
  const count = Number(values.clients)
  const tokens = { none: undefined, tokens: [token], jwt: await signMany(issuer, count) }[signIn]
  return withGenerator(async (generator) => {
    await generator.publisher.ask('aim', {
      kind: 'alerts',
      port: server.port,
      alerts: 2_000,
      ...(signIn !== 'none' && { token }),
    })
    await generator.readers.ask('open', {
      group: signIn,
      kind: 'sse',
      port: server.port,
      count,
      ...(tokens && { tokens }),
    })
    return runRound(generator, {
      groups: [signIn],
      pids: server.pids,
      rate: Number(values.rate),
      warmUpMs: 3_000,
      measureMs: Number(values.seconds) * 1_000,
    })
  })
}

async function measureFanOut(servers: Servers): Promise<void> {
  const kinds = ['none', 'tokens', 'jwt'] as const
  const rounds = new Map<SignIn, Round[]>(kinds.map((kind) => [kind, []]))
  for (let run = 0; run < Number(values.runs); run++) {
    for (const kind of kinds) {
      const round = await fanOut(kind, servers)
      rounds.get(kind)?.push(round)
      console.log(deliveryLine(kind, round))
    }
  }
  const micros = (kind: SignIn): number =>
    median((rounds.get(kind) ?? []).map(({ serverMicros }) => serverMicros))
  for (const kind of kinds) {
    const more = (micros(kind) / micros('none') - 1) * 100
    console.log(
      `${kind}: ${micros(kind).toFixed(2)} µs of the server’s processor a delivery (${more >= 0 ? '+' : ''}${more.toFixed(1)} %), median of ${values.runs}`,
    )
  }
  await saveResults('sign-in-fan-out', Object.fromEntries(rounds))
}

printRun()
const issuer = await benchIssuer()
const open = await startBenchServer()
const signedIn = await startBenchServer({ env: issuer.env })
try {
  const token = await createToken(signedIn.folder, 'Bench', 'admin')
  const servers = { open, signedIn, issuer, token }
  if (values.only.includes('requests')) await measureRequests(servers)
  if (values.only.includes('fan-out')) await measureFanOut(servers)
} finally {
  await open.stop()
  await signedIn.stop()
  await issuer.remove()
}
printRun()
