import { expect, onTestFinished, test } from 'vitest'
import type { SilenceInput } from '../../../server/src/silences/silence-input.ts'
import { DEFAULT_SILENCE_POLICY } from '../../../server/src/silences/silence-policy.ts'
import {
  type Acting,
  NO_RULES,
  ruleFor,
  type SilenceRule,
} from '../../../server/src/silences/silence-table.ts'
import { HOUR, MINUTE, startCore, type TestCore } from '../../support/core/test-core.ts'
import { tempDir } from '../../support/temp-dir.ts'

const [EVERYTHING] = NO_RULES as readonly [SilenceRule]
const person = (name: string): Acting => ({
  id: `token:${name}`,
  subject: `token:${name}`,
  name,
  role: 'responder',
  anonymous: false,
})

async function start(
  rule: Partial<SilenceRule>,
  folder?: string,
  clock?: TestCore['clock'],
): Promise<TestCore> {
  const silencePolicy = {
    ...DEFAULT_SILENCE_POLICY,
    acknowledgements: true,
    rules: [{ ...EVERYTHING, ...rule }],
  }
  const t = await startCore(folder ?? (await tempDir()), { silencePolicy, ...(clock && { clock }) })
  let isOpen = true
  const close = async (): Promise<void> => {
    if (isOpen) await t.core.close()
    isOpen = false
  }
  onTestFinished(close)
  return { ...t, core: { ...t.core, close } }
}

const silence = (t: TestCore, hours: number, more: Partial<SilenceInput> = {}): SilenceInput => ({
  id: undefined,
  matchers: [{ name: 'alertname', value: 'X', is_regex: false, is_equal: true }],
  startsAt: t.clock.now(),
  endsAt: t.clock.now() + hours * HOUR,
  createdBy: 'ana',
  comment: 'c',
  annotations: undefined,
  acting: person('ana'),
  ...more,
})
const SAVE = { confirmed: true, untilResolved: undefined }

async function propose(t: TestCore, hours: number): Promise<string> {
  const answer = await t.core.saveSilence(silence(t, hours), SAVE)
  if (!answer.ok || answer.value.kind !== 'proposed') throw new Error(JSON.stringify(answer))
  return answer.value.silence.id
}

const waits = { longest: HOUR, isProposed: true }

test('S35: what nobody confirms lapses, also over a restart, and never begins by the clock', async () => {
  const folder = await tempDir()
  const t = await start(waits, folder)
  await t.report('X', { ends: 99 * HOUR })
  const id = await propose(t, 9)
  await t.pass(30 * MINUTE)
  await t.core.close()
  const again = await start(waits, folder, t.clock)
  expect(again.core.silence(id)).toMatchObject({ state: 'pending', proposal: { by: 'ana' } })
  await again.pass(29 * MINUTE)
  expect(again.core.silence(id)?.state).toBe('pending')
  await again.pass(2 * MINUTE)
  const [ended] = again.events.filter(({ type }) => type === 'silence_expired')
  expect(ended?.data).toMatchObject({ id, reason: expect.stringContaining('nobody confirmed it') })
  expect(again.core.board().alerts[0]?.silenced_by).toEqual([])
  expect(await again.core.confirmSilence(id, person('ben'))).toMatchObject({ ok: false, reason: 'conflict' })
})

test('S35: what was confirmed stays so over a restart; its whole time is in the log under both names', async () => {
  const folder = await tempDir()
  const t = await start(waits, folder)
  await t.report('X', { ends: 99 * HOUR })
  const id = await propose(t, 9)
  expect(await t.core.confirmSilence(id, person('ben'))).toMatchObject({ ok: true })
  expect(
    t.events
      .filter(({ source }) => source === 'silence_manager')
      .map(({ type, data }) => [type, 'by' in data && data.by]),
  ).toEqual([
    ['silence_created', 'ana'],
    ['silence_activated', 'ben'],
  ])
  await t.core.close()
  const again = await start(waits, folder, t.clock)
  await again.pass(2 * HOUR)
  expect(again.core.silence(id)).toMatchObject({ state: 'active', confirmed_by: 'ben' })
  expect(again.core.board().alerts[0]?.silenced_by).toEqual([id])
})

test('S35: one that begins later waits for its time after it was confirmed', async () => {
  const t = await start(waits)
  await t.report('X', { ends: 99 * HOUR })
  const later = silence(t, 3, { startsAt: t.clock.now() + 2 * HOUR })
  const answer = await t.core.saveSilence(later, SAVE)
  const id = answer.ok && answer.value.kind === 'proposed' ? answer.value.silence.id : ''
  expect(await t.core.confirmSilence(id, person('ben'))).toMatchObject({ value: { state: 'pending' } })
  expect(t.core.board().alerts[0]?.silenced_by).toEqual([])
  await t.pass(2 * HOUR + MINUTE)
  expect(t.core.board().alerts[0]?.silenced_by).toEqual([id])
})

test('S35: where nobody signs in there is no second person: it is refused', async () => {
  const t = await start(waits)
  const anonymous = { ...person('local'), name: undefined, anonymous: true }
  expect(await t.core.saveSilence(silence(t, 9, { acting: anonymous }), SAVE)).toMatchObject({
    ok: false,
    reason: 'forbidden',
  })
})

test('S34: a name is no way into the rule of a token or a subject', () => {
  const rules = ['3fa2b1c4d5e6', 'jwt:https://idp#ana'].map((one) => ({
    ...EVERYTHING,
    name: one,
    people: [one],
  }))
  for (const { name } of rules) expect(ruleFor(rules, { ...person('x'), name })).toBeUndefined()
  expect(ruleFor(rules, person('3fa2b1c4d5e6'))?.name).toBe('3fa2b1c4d5e6')
  expect(ruleFor(rules, { ...person('x'), subject: 'jwt:https://idp#ana' })?.name).toBe('jwt:https://idp#ana')
})

test('S34: made longer again and again, one silence lasts no longer than the rule lets it', async () => {
  const t = await start({ longest: 2 * HOUR })
  const made = await t.core.saveSilence(silence(t, 1), SAVE)
  const { id, starts_at } =
    made.ok && made.value.kind === 'saved' ? made.value.silence : { id: '', starts_at: '' }
  await t.pass(30 * MINUTE)
  const startsAt = Date.parse(starts_at)
  const longer = (hours: number) => t.core.saveSilence(silence(t, hours, { id, startsAt }), SAVE)
  expect(await longer(1.5)).toMatchObject({ ok: true })
  expect(await longer(1.75)).toMatchObject({ ok: false, reason: 'forbidden' })
})

test.each([
  ['everything', {}, 120],
  ['an hour', { longest: HOUR }, 60],
  ['no criticals', { criticals: false }, undefined],
  ['what names a team', { needs: ['team'] }, undefined],
  ['nothing', { roles: ['admin'] as const }, undefined],
] satisfies readonly [string, Partial<SilenceRule>, number | undefined][])(
  'S34: whoever may silence %s has a silence stand for their acknowledgement so long',
  async (_what, rule, minutes) => {
    const t = await start(rule)
    await t.report('X', { ends: 20 * HOUR, labels: { severity: 'critical' } })
    const { fingerprint = '' } = t.core.board().alerts[0] ?? {}
    const command = {
      life: undefined,
      name: 'ana',
      until: 'resolved' as const,
      endsAt: undefined,
      note: undefined,
    }
    expect(await t.core.acknowledge({ fingerprint, ...command, acting: person('ana') })).toMatchObject({
      ok: true,
    })
    const live = () => t.core.silences().filter(({ state }) => state !== 'expired')
    expect(live().map(({ ends_at }) => (Date.parse(ends_at) - t.clock.now()) / MINUTE)).toEqual(
      minutes === undefined ? [] : [minutes],
    )
    await t.pass(3 * HOUR)
    expect(live()).toHaveLength(minutes === 120 ? 1 : 0)
    expect(t.core.alerts()[0]?.alert.acknowledged_by?.name).toBe('ana')
  },
)
