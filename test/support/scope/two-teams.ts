import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BoardSnapshot, fingerprint } from '@watchfloor/contract'
import { type Server, startServer } from '@watchfloor/server'
import { ask } from '../http/ask.ts'
import { as, partAccess } from './part-access.ts'

/** Stands in everything that is the other team's, and in nothing else. */
export const CANARY = 'Kanarienvogel'

const CONFIG = `
route:
  receiver: everybody
  routes:
    - matchers: [team="payments"]
      receiver: payments-pager
    - matchers: [team="db"]
      receiver: ${CANARY}-pager
receivers: [{ name: everybody }, { name: payments-pager }, { name: ${CANARY}-pager }]
inhibit_rules:
  - source_matchers: [role="source", ${CANARY}!=""]
    target_matchers: [role="target"]
    equal: [site]
`

type Labels = Readonly<Record<string, string>>

const OURS = {
  takes: { alertname: 'CardsDown', team: 'payments', severity: 'critical' },
  inhibited: { alertname: 'CardsSlow', team: 'payments', severity: 'warning', role: 'target', site: 's1' },
  quiet: { alertname: 'CardsOdd', team: 'payments', severity: 'info', cut: 'both' },
  over: { alertname: 'CardsOver', team: 'payments', severity: 'high' },
} as const satisfies Record<string, Labels>

const THEIRS = {
  inhibitor: {
    alertname: `${CANARY}Down`,
    team: 'db',
    severity: 'critical',
    role: 'source',
    site: 's1',
    [CANARY]: 'x',
  },
  taken: { alertname: `${CANARY}Slow`, team: 'db', severity: `${CANARY} strange` },
  cut: { alertname: `${CANARY}Odd`, team: 'db', severity: 'info', cut: 'both' },
  over: { alertname: `${CANARY}Over`, team: 'db', severity: 'high' },
  teamless: { alertname: `${CANARY}Nobody`, severity: 'critical' },
  empty: { alertname: `${CANARY}Empty`, team: '', severity: 'critical' },
  alike: { alertname: `${CANARY}Alike`, team: 'payments ', severity: 'critical' },
} as const satisfies Record<string, Labels>

export interface TwoTeams {
  readonly server: Server
  readonly stop: () => Promise<void>
  /** Where the log stood before anything happened, as somebody with the scope holds it. */
  readonly start: string
  readonly ours: Readonly<Record<keyof typeof OURS, string>>
  readonly theirs: Readonly<Record<keyof typeof THEIRS, string>>
  readonly silences: Readonly<Record<'ours' | 'theirs' | 'both' | 'bound', string>>
}

/** A server with alerts, silences, inhibitions, heartbeats, history and receivers of two teams. */
export async function twoTeams(): Promise<TwoTeams> {
  const data_dir = await mkdtemp(join(tmpdir(), 'watchfloor-'))
  const file = join(data_dir, 'alertmanager.yml')
  await writeFile(file, CONFIG)
  const server = await startServer({
    access: partAccess,
    config: {
      data_dir,
      listen: '127.0.0.1:0',
      alertmanager_config: file,
      dead_man_switches: [
        {
          name: `${CANARY} switch`,
          match: '{alertname="Beat", team="db"}',
          missing_after: '10m',
          required: true,
        },
        { name: 'Payments switch', match: '{alertname="Beat", team="payments"}', missing_after: '10m' },
      ],
    },
  })
  const admin = as('admin')
  const { cursor: start } = (await ask(server, 'GET', '/board', undefined, as('viewer of payments')))
    .body as BoardSnapshot
  const said = (labels: Labels, more: object = {}): object => ({
    labels,
    annotations: { summary: `about ${labels.alertname}` },
    generatorURL: `http://${labels.alertname}.example/`,
    ...more,
  })
  const over = { endsAt: new Date(Date.now() - 1_000).toISOString() }
  const report = async (...alerts: readonly object[]): Promise<void> => {
    const answer = await ask(server, 'POST', '/alerts', alerts, admin)
    if (answer.status !== 200) throw new Error(JSON.stringify(answer))
  }
  await report(...Object.values(THEIRS).map((labels) => said(labels)))
  await report(...Object.values(OURS).map((labels) => said(labels)))
  await report(
    said({ alertname: 'Beat', team: 'db', of: CANARY }),
    said({ alertname: 'Beat', team: 'payments' }),
    said({ alertname: 'Watchdog', team: 'db', of: CANARY }),
  )
  const ids = <K extends string>(of: Record<K, Labels>): Record<K, string> =>
    Object.fromEntries(
      Object.entries<Labels>(of).map(([key, labels]) => [
        key,
        fingerprint(Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''))),
      ]),
    ) as Record<K, string>
  const [ours, theirs] = [ids(OURS), ids(THEIRS)]
  const silence = async (name: string, matchers: readonly object[], more: object = {}): Promise<string> => {
    const body = {
      matchers,
      ends_at: new Date(Date.now() + 3_600_000).toISOString(),
      comment: `${name} works on it`,
      created_by: name,
      confirm: true,
      ...more,
    }
    const answer = await ask(server, 'POST', '/silences/save', body, admin)
    if (answer.status !== 200) throw new Error(JSON.stringify(answer))
    return (answer.body as { readonly silence: { readonly id: string } }).silence.id
  }
  const equal = (name: string, value: string, is_equal = true): object => ({
    name,
    value,
    is_regex: false,
    is_equal,
  })
  const silences = {
    ours: await silence('Pia', [equal('team', 'payments'), equal('alertname', 'CardsDown')]),
    theirs: await silence(CANARY, [equal('team', 'db'), equal('alertname', `${CANARY}Slow`)]),
    both: await silence('Olga', [equal('alertname', 'Nothing')]),
    bound: await silence('Olga', [equal('cut', 'both')], { until_resolved: true }),
  }
  const act = async (path: string, body: object): Promise<void> => {
    const answer = await ask(server, 'POST', path, body, admin)
    if (answer.status !== 200) throw new Error(JSON.stringify(answer))
  }
  await act(`/alerts/${theirs.taken}/acknowledge`, { note: `${CANARY} has it` })
  await act(`/alerts/${theirs.taken}/handover`, { to: `${CANARY} Tom`, note: `${CANARY} is tired` })
  await act(`/alerts/${theirs.taken}/notes`, { text: `${CANARY} was restarted` })
  await act(`/alerts/${ours.takes}/acknowledge`, { note: 'ours' })
  await report(said(THEIRS.over, over), said(OURS.over, over))
  await act(`/alerts/${theirs.empty}/resolve`, { note: `${CANARY} ended it`, confirm: true })
  await server.core.refused({
    product: 'Script',
    sender: `${CANARY} sender`,
    reason: `${CANARY} sent nonsense`,
  } as Parameters<typeof server.core.refused>[0])
  await healthOf(server)
  const stop = async (): Promise<void> => {
    await server.close()
    await rm(data_dir, { recursive: true, force: true })
  }
  return { server, stop, start, ours, theirs, silences }
}

/** Resolves when the server has looked at its health. */
function healthOf({ core }: Server): Promise<void> {
  const isKnown = (): boolean => core.board().health.some(({ component }) => component === 'Store')
  return new Promise((resolve) => {
    const stop = core.log.subscribe(() => {
      if (!isKnown()) return
      stop()
      resolve()
    })
    if (isKnown()) resolve()
  })
}
