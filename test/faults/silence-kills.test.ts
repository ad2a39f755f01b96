import {
  type BoardAlert,
  type BoardSnapshot,
  isGoingOn,
  isOfLife,
  type SaveSilenceAnswer,
} from '@watchfloor/contract'
import { expect, onTestFinished, test } from 'vitest'
import { runs, takeSeed } from '../support/chance.ts'
import { ask } from '../support/http/ask.ts'
import {
  hour,
  postSilence,
  quietAlertmanager,
  shown,
  teamSilence,
} from '../support/programs/beside-alertmanager.ts'
import { startServerProcess } from '../support/programs/server-process.ts'
import { seeded } from '../support/seeded.ts'
import { tempDir } from '../support/temp-dir.ts'
import { until } from '../support/until.ts'

const ROUNDS = runs(3)
const TEAMS = 12

/** Does `FINGERPRINT/LIFE` mean one of these alerts? */
function isOfOne(alerts: readonly BoardAlert[], text: string): boolean {
  const [fingerprint, life = ''] = text.split('/')
  return alerts.some((alert) => alert.fingerprint === fingerprint && isOfLife(alert, life))
}

test('S9: whenever server or Alertmanager are killed: silences, acknowledgements and both sides agree in the end', async () => {
  const seed = takeSeed()
  const random = seeded(seed)
  const below = (most: number): number => Math.floor(random() * most)
  const [folder, theirs] = [await tempDir(), await tempDir()]
  let alertmanager = await quietAlertmanager(theirs)
  const env = {
    WATCHFLOOR_UPSTREAMS: JSON.stringify([{ name: 'eu', url: alertmanager.url, timeout: '1s' }]),
    WATCHFLOOR_UPSTREAM_POLL: '100ms',
    WATCHFLOOR_SILENCES_ACKNOWLEDGEMENTS: 'on',
    WATCHFLOOR_SILENCES_CONFIRM_PERCENT: '100',
  }
  const start = async () => {
    const started = await startServerProcess(folder, { env })
    onTestFinished(() => started.program.stop('SIGKILL'))
    return started
  }
  const answered = new Set<string>()
  let count = 0

  const work = async (url: string): Promise<void> => {
    const at = { url }
    const team = `t${below(TEAMS)}`
    const what = random()
    const board = async () => (await ask(at, 'GET', '/board')).body as BoardSnapshot
    const alert = (endsAt: string) =>
      ask(at, 'POST', '/alerts', [{ labels: { alertname: 'X', team }, endsAt }])
    if (what < 0.3) await alert(hour(1))
    else if (what < 0.4) await alert(new Date().toISOString())
    else if (what < 0.6) {
      const found = (await board()).alerts.find((one) => one.labels.team === team && one.status === 'firing')
      const path = `/alerts/${found?.fingerprint}/acknowledge`
      if (found?.acknowledged_by) await ask(at, 'DELETE', `${path}?name=Ana`)
      else if (found !== undefined) await ask(at, 'POST', path, { name: 'Ana' })
    } else if (what < 0.8) {
      const made = await ask(at, 'POST', '/silences/save', {
        matchers: [
          { name: 'team', value: random() < 0.5 ? team : `other${count++}`, is_regex: false, is_equal: true },
        ],
        ends_at: hour(2),
        created_by: 'Ana',
        comment: `c${count++}`,
        ...(random() < 0.5 ? { until_resolved: true } : {}),
      })
      if (made.status === 200) answered.add((made.body as SaveSilenceAnswer).silence.id)
    } else if (what < 0.9) {
      const { silences } = await board()
      const one = silences[below(silences.length)]
      if (one !== undefined) await ask(at, 'DELETE', `/silence/${one.id}`)
    } else if (what < 0.95) await postSilence(alertmanager, teamSilence(team))
    else {
      const there = await shown(alertmanager)
      const one = there[below(there.length)]
      if (one !== undefined) await ask(alertmanager, 'DELETE', `/silence/${one.id}`)
    }
  }

  for (let round = 0; round < ROUNDS; round++) {
    const server = await start()
    const killAfter = 15 + below(25)
    let isOver = false
    const worker = async (): Promise<void> => {
      for (let n = 0; n < killAfter && !isOver; n++) await work(server.url).catch(() => {})
      isOver = true
    }
    const workers = Array.from({ length: 3 }, worker)
    if (random() < 0.5) {
      await workers[0]
      await alertmanager.program.stop('SIGKILL')
      await server.kill()
    } else {
      await workers[0]
      await server.kill()
      if (random() < 0.5) await alertmanager.program.stop('SIGKILL')
    }
    await Promise.all(workers)
    if (alertmanager.program.child.exitCode !== null || alertmanager.program.child.signalCode !== null) {
      alertmanager = await quietAlertmanager(theirs, alertmanager.address)
    }
  }

  const server = await start()
  const board = async () => (await ask(server, 'GET', '/board')).body as BoardSnapshot
  const sides = await until('both sides to agree', async () => {
    const here = (await board()).silences.map(
      ({ matchers, ends_at }) => `${JSON.stringify(matchers.map((one) => one.value).sort())} ${ends_at}`,
    )
    const there = (await shown(alertmanager)).map(
      ({ matchers, endsAt }) => `${JSON.stringify(matchers.map((one) => one.value).sort())} ${endsAt}`,
    )
    return JSON.stringify(here.sort()) === JSON.stringify(there.sort()) ? here : undefined
  })
  const { alerts, silences } = await board()
  // One that flaps goes on through its quiet moments, and what is bound to one of its lives is bound to it (S10).
  const going = alerts.filter(isGoingOn)
  const marks = silences.flatMap(({ annotations }) => annotations.watchfloor_acknowledges ?? [])
  const held = going.filter(({ acknowledged_by }) => acknowledged_by !== null)
  expect(marks.map((mark) => mark.split('/')[0]).sort()).toEqual(
    held.map(({ fingerprint }) => fingerprint).sort(),
  )
  expect(marks.filter((mark) => !isOfOne(held, mark))).toEqual([])
  for (const { annotations, id } of silences) {
    const bound = (annotations.watchfloor_ends_with ?? '').split(' ').filter((one) => one !== '')
    if (bound.length > 0)
      expect(
        bound.some((one) => isOfOne(going, one)),
        id,
      ).toBe(true)
  }
  const { body } = await ask(server, 'GET', '/silences')
  const known = new Set((body as { id: string }[]).map(({ id }) => id))
  expect([...answered].filter((id) => !known.has(id))).toEqual([])
  // A round may have few; none at all would prove nothing.
  expect(answered.size).toBeGreaterThan(0)
  console.log(`${ROUNDS} kills: ${answered.size} silences were answered, ${sides.length} hold on both sides`)
}, 1_200_000)
