import type { Alert } from '@watchfloor/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readAlertmanagerConfig } from '../../../server/src/alertmanager/read-config.ts'
import { type Routing, routingOf } from '../../../server/src/alertmanager/routing.ts'
import { runs } from '../../support/chance.ts'
import { MINUTE, startCore, type TestCore } from '../../support/core/test-core.ts'
import { tempDir } from '../../support/temp-dir.ts'

const name = fc.constantFrom('A', 'B', 'C', 'D')
const severity = fc.constantFrom('critical', 'warning')

/** What people and senders ask for. Alerts and silences are named by what is said of them, not by their numbers. */
const command = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('fire' as const), name, severity }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('resolve' as const), name, severity }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('acknowledge' as const), name, severity }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('silence' as const), name }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('expire' as const), index: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('route' as const), inhibits: fc.boolean() }) },
)
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never

/** How many turns of the loop pass before a commit is kept, or fails. */
const fate = fc.record({ turns: fc.nat(4), isKept: fc.boolean() })

/** What the next command waits for: nothing, some turns of the loop, or the answer to this one. */
const pause = fc.constantFrom(0, 1, 2, 3, 'answer' as const)

const INHIBITING = routing(`
inhibit_rules:
- source_matchers: [severity="critical"]
  target_matchers: [severity="warning"]
  equal: [alertname]
`)
const PLAIN = routing('')

function routing(rules: string): Routing {
  const read = readAlertmanagerConfig(
    'test.yml',
    `route: {receiver: watchfloor}\nreceivers: [{name: watchfloor}]\n${rules}`,
  )
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  return routingOf(read.config)
}

function fingerprintOf(
  { core }: TestCore,
  given: { readonly name: string; readonly severity: string },
): string {
  const found = core
    .board()
    .alerts.find(({ alertname, severity }) => alertname === given.name && severity === given.severity)
  return found?.fingerprint ?? '0000000000000000'
}

/** Carries a command out, and says what was answered; `refused` is a failed commit. */
async function ask(t: TestCore, what: Command, target: string, number: number): Promise<string> {
  const { core, clock } = t
  switch (what.kind) {
    case 'fire':
    case 'resolve': {
      const options = what.kind === 'fire' ? {} : { at: { startsAt: clock.now(), endsAt: clock.now() } }
      return t.report(what.name, { labels: { severity: what.severity }, ...options }).then(
        () => 'done',
        () => 'refused',
      )
    }
    case 'acknowledge': {
      const request = { life: undefined, until: 'resolved', endsAt: undefined, note: undefined } as const
      const answer = await core.acknowledge({ ...request, fingerprint: target, name: `person ${number}` })
      return answer.ok ? 'done' : answer.reason === 'unavailable' ? 'refused' : answer.reason
    }
    case 'silence': {
      const answer = await core.setSilence({
        id: undefined,
        matchers: [{ name: 'alertname', value: what.name, is_regex: false, is_equal: true }],
        startsAt: clock.now(),
        endsAt: clock.now() + 60 * MINUTE,
        createdBy: 'Ana',
        comment: `silence ${number}`,
        annotations: {},
      })
      return answer.ok ? 'done' : answer.reason === 'unavailable' ? 'refused' : answer.reason
    }
    case 'expire': {
      const id = core.silences().find(({ comment }) => comment === target)?.id ?? 'none'
      const answer = await core.expireSilence(id, 'Ana')
      return answer.ok ? 'done' : answer.reason === 'unavailable' ? 'refused' : answer.reason
    }
    case 'route':
      return core.setRouting(what.inhibits ? INHIBITING : PLAIN).then(
        () => 'done',
        () => 'refused',
      )
  }
}

/** Which alert or silence a command means; it must be known and on disk when it is asked. */
function targetOf(t: TestCore, what: Command): string {
  if (what.kind === 'acknowledge') return fingerprintOf(t, what)
  if (what.kind === 'expire') return t.core.silences()[what.index]?.comment ?? 'none'
  return ''
}

/** A board without what differs between two servers that were told the same: ids, terms, times of health rows. */
function comparable({ core }: TestCore): unknown {
  const comments = new Map(core.silences().map(({ id, comment }) => [id, comment]))
  const plain = ({ life, silenced_by, ...alert }: Alert & { readonly sequence: number }): unknown => ({
    ...alert,
    life: life.split('.')[1],
    silenced_by: silenced_by.map((id) => comments.get(id)).toSorted(),
  })
  return {
    alerts: core
      .board()
      .alerts.toSorted((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1))
      .map(plain),
    silences: core
      .silences()
      .map(({ comment, state }) => `${comment} ${state}`)
      .toSorted(),
  }
}

test('S13: commands that share commits, some of which fail, end as those that were answered would one by one', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ command, pause }), { minLength: 1, maxLength: 30 }),
      fc.array(fate, { minLength: 1, maxLength: 20 }),
      async (commands, fates) => {
        let commits = -1
        let isSafe = false
        const turn = (): Promise<void> => new Promise((done) => setImmediate(done))
        const together = await startCore(await tempDir(), {
          storage: (real) => ({
            ...real,
            commit: async (changes) => {
              const { turns, isKept } = fates[++commits % fates.length] as (typeof fates)[number]
              for (let n = 0; n < turns; n++) await turn()
              if (!isKept && !isSafe) throw new Error('the disk said no')
              await real.commit(changes)
            },
          }),
        })
        const asked: { readonly what: Command; readonly target: string; readonly answer: Promise<string> }[] =
          []
        for (const [number, { command: what, pause }] of commands.entries()) {
          const isRoute = what.kind === 'route'
          // Other rules hold from the moment they are given: what came before has to be done by then.
          if (isRoute) await Promise.all(asked.map(({ answer }) => answer))
          const target = targetOf(together, what)
          isSafe ||= isRoute
          const answer = ask(together, what, target, number).finally(() => {
            isSafe &&= !isRoute
          })
          asked.push({ what, target, answer })
          // A silence is tried on the board before it takes its place: what is asked meanwhile may come first.
          if (pause === 'answer' || what.kind === 'silence') await answer
          else for (let n = 0; n < pause; n++) await turn()
        }
        const answers = await Promise.all(asked.map(({ answer }) => answer))

        const alone = await startCore(await tempDir(), { clock: together.clock })
        for (const [number, { what, target }] of asked.entries()) {
          if (answers[number] === 'refused') continue
          await ask(alone, what, target, number)
        }
        expect(comparable(together)).toEqual(comparable(alone))
        expect(together.take()).toEqual(alone.take())
        isSafe = true
        await Promise.all([together.core.close(), alone.core.close()])
      },
    ),
    { numRuns: runs(15) },
  )
}, 120_000)
