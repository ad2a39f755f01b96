import type { Silence } from '@watchfloor/contract'
import type { Server } from '@watchfloor/server'
import { onTestFinished } from 'vitest'
import { ask } from '../http/ask.ts'
import { freePort } from '../network/free-port.ts'
import { tempDir } from '../temp-dir.ts'
import { until } from '../until.ts'
import { type Alertmanager, startAlertmanagerWith } from './alertmanager.ts'

/** A silence as Alertmanager's API shows it. */
export interface Shown {
  readonly id: string
  readonly status: { readonly state: string }
  readonly matchers: readonly { readonly name: string; readonly value: string }[]
  readonly startsAt: string
  readonly endsAt: string
  readonly createdBy: string
  readonly comment: string
  readonly annotations?: Readonly<Record<string, string>>
}

const CONFIG = 'route: {receiver: none}\nreceivers: [{name: none}]\n'

/** A real Alertmanager that notifies nobody; at the same address it has the silences that it had before. */
export async function quietAlertmanager(
  folder: string,
  at?: string,
  flags: readonly string[] = [],
  prefix = '',
): Promise<Alertmanager> {
  const all = ['--cluster.listen-address=', ...flags]
  const alertmanager = await startAlertmanagerWith(folder, CONFIG, at, all, prefix)
  onTestFinished(() => alertmanager.program.stop('SIGKILL'))
  return alertmanager
}

/** Two real Alertmanagers that tell each other of their silences. */
export async function clusteredAlertmanagers(): Promise<readonly [Alertmanager, Alertmanager]> {
  const [first, second] = [await freePort(), await freePort()]
  const start = async (own: number, peer?: number): Promise<Alertmanager> => {
    const flags = [
      `--cluster.listen-address=127.0.0.1:${own}`,
      '--cluster.settle-timeout=1s',
      ...(peer === undefined ? [] : [`--cluster.peer=127.0.0.1:${peer}`]),
    ]
    const alertmanager = await startAlertmanagerWith(await tempDir(), CONFIG, undefined, flags)
    onTestFinished(() => alertmanager.program.stop('SIGKILL'))
    return alertmanager
  }
  return [await start(first), await start(second, first)]
}

export const hour = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString()

/** Alertmanager's `postableSilence` for one team. */
export function teamSilence(team: string, extra: object = {}): object {
  return {
    matchers: [{ name: 'team', value: team, isRegex: false, isEqual: true }],
    startsAt: hour(0),
    endsAt: hour(1),
    createdBy: 'Ana',
    comment: `works of ${team}`,
    ...extra,
  }
}

export async function shown(at: Pick<Server, 'url'>, state = 'active'): Promise<readonly Shown[]> {
  const { body } = await ask(at, 'GET', '/silences')
  return (body as Shown[]).filter(({ status }) => status.state === state)
}

export async function postSilence(at: Pick<Server, 'url'>, body: object): Promise<string> {
  const answer = await ask(at, 'POST', '/silences', body)
  if (answer.status !== 200) throw new Error(JSON.stringify(answer))
  return (answer.body as { silenceID: string }).silenceID
}

/** The silence as this server keeps it. */
export function kept(server: Server, id: string): Silence | undefined {
  return server.core.silences().find((silence) => silence.id === id)
}

/** Waits until this server's silence is as it should be. */
export function whenKept(server: Server, id: string, is: (silence: Silence) => boolean): Promise<Silence> {
  return until(`silence ${id} to be as it should`, async () => {
    const silence = kept(server, id)
    return silence !== undefined && is(silence) ? silence : undefined
  })
}

export async function whenShown<T>(
  at: Pick<Server, 'url'>,
  what: string,
  is: (silences: readonly Shown[]) => T | undefined,
  state = 'active',
): Promise<T> {
  return until(what, async () => is(await shown(at, state)))
}
