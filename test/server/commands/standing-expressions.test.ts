import type { MatcherData } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { readAlertmanagerConfig } from '../../../server/src/alertmanager/read-config.ts'
import { routingOf } from '../../../server/src/alertmanager/routing.ts'
import { DEFAULT_STANDING } from '../../../server/src/ground/standing.ts'
import { DEFAULT_SILENCE_POLICY } from '../../../server/src/silences/silence-policy.ts'
import { HOUR, startCore, type TestCore } from '../../support/core/test-core.ts'
import { tempDir } from '../../support/temp-dir.ts'

/** At every sign of a text it may be at more places than anybody can remember. */
const HOSTILE = '(a|b)*a(a|b){40}'
const USUAL = '.*checkout.*'
const SIGNS = DEFAULT_STANDING.signs + 1

const expression = (name: string, value: string): MatcherData => ({
  name,
  value,
  is_regex: true,
  is_equal: true,
})
const label = (name: string, value: string): MatcherData => ({ name, value, is_regex: false, is_equal: true })

function policy(standing: Partial<typeof DEFAULT_STANDING>) {
  return { ...DEFAULT_SILENCE_POLICY, standing: { ...DEFAULT_STANDING, ...standing } }
}

async function silence(t: TestCore, ...matchers: readonly MatcherData[]): Promise<string | undefined> {
  const startsAt = t.clock.now()
  const answer = await t.core.setSilence({
    id: undefined,
    matchers,
    startsAt,
    endsAt: startsAt + HOUR,
    createdBy: 'Ana',
    comment: '',
    annotations: {},
  })
  return answer.ok ? undefined : answer.message
}

test('silences whose expressions could take too long for one alert are refused, and those that people write never', async () => {
  const t = await startCore(await tempDir(), { silencePolicy: DEFAULT_SILENCE_POLICY })
  for (let n = 0; n < 300; n++)
    expect(await silence(t, expression('service', `.*checkout-${n}.*`))).toBeUndefined()
  const usual = t.core.standing().silences
  expect(usual).toBe(300 * 2 * SIGNS)
  let refused: string | undefined
  let taken = 0
  for (; refused === undefined; taken++)
    refused = await silence(t, expression('service', `${HOSTILE}[${taken}]`))
  expect(refused).toMatch(
    /^the expressions of all silences could take 5\d\.\d million steps for one alert, and 50\.0 million are allowed \(limits\.standing_steps\)/,
  )
  expect(t.core.standing().silences).toBeLessThanOrEqual(DEFAULT_STANDING.steps)
  // What costs nothing has its room.
  expect(await silence(t, label('team', 'db'))).toBeUndefined()
  await t.pass(5_000)
  expect(t.core.board().health.find(({ component }) => component === 'Capacity')).toMatchObject({
    message: expect.stringMatching(/limits\.standing_steps/),
  })
  await t.pass(2 * HOUR)
  expect(t.core.standing().silences).toBe(0)
  expect(await silence(t, expression('service', HOSTILE))).toBeUndefined()
})

test('silences that are asked for at once have no more room than one after the other', async () => {
  const t = await startCore(await tempDir(), { silencePolicy: policy({ steps: 10 * 2 * SIGNS }) })
  const answers = await Promise.all(
    Array.from({ length: 25 }, (_, n) => silence(t, expression('x', `.*a${n}`))),
  )
  expect(answers.filter((answer) => answer === undefined)).toHaveLength(10)
  expect(t.core.standing().silences).toBe(10 * 2 * SIGNS)
})

test('of silences for different values of a label one alert meets those of one value', async () => {
  const t = await startCore(await tempDir(), { silencePolicy: policy({ steps: 3 * 2 * SIGNS }) })
  for (let n = 0; n < 40; n++) {
    expect(await silence(t, label('team', `t${n}`), expression('service', USUAL))).toBeUndefined()
    expect(await silence(t, expression('host', `${String.fromCharCode(0x4e00 + n)}-.*`))).toBeUndefined()
  }
  expect(t.core.standing().silences).toBe(2 * 2 * SIGNS)
  expect(await silence(t, label('team', 't7'), expression('service', '.*db'))).toBeUndefined()
  expect(await silence(t, label('team', 't7'), expression('service', '.*cart'))).toMatch(/standing_steps/)
})

test('repetitions that are written out have a room of their own', async () => {
  const t = await startCore(await tempDir(), { silencePolicy: policy({ places: 2_500 }) })
  expect(await silence(t, expression('x', '.{1000}.{1000}'))).toBeUndefined()
  expect(await silence(t, expression('x', 'y.{1000}'))).toMatch(
    /^the repetitions .* have 2\d{3} places written out, and 2500 are allowed \(limits\.standing_places\)/,
  )
})

const config = (route: string, source: string): string => `
route:
  receiver: a
  routes: [{receiver: a, matchers: ['service=~"${route}"']}]
receivers: [{name: a}]
inhibit_rules: [{source_matchers: ['service=~"${source}"'], target_matchers: [severity="info"]}]
`

test('routes and inhibition rules that could take too long for one alert are a problem of their file', () => {
  const read = readAlertmanagerConfig('am.yml', config(USUAL, USUAL))
  expect(read.ok && routingOf(read.config).standing.steps).toBe(2 + 5)
  for (const text of [config(HOSTILE.repeat(9), USUAL), config(USUAL, HOSTILE.repeat(4))]) {
    const bad = readAlertmanagerConfig('am.yml', text)
    expect(bad).toMatchObject({
      ok: false,
      problems: [
        {
          where: 'am.yml',
          message: expect.stringMatching(
            /^the expressions of all routes and inhibition rules could take \d+\.\d million steps .*limits\.standing_steps/,
          ),
        },
      ],
    })
  }
})
