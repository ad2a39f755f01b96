import { type MatcherData, matchersFromData, matchesAll, type Operator } from '@watchfloor/contract'
import { expect, test } from 'vitest'
import { sightOf } from '../../../server/src/scope/sight.ts'
import { reaches, staysWithin } from '../../../server/src/scope/silence-and-scope.ts'
import { runs, takeSeed } from '../../support/chance.ts'
import { seeded } from '../../support/seeded.ts'

const SCOPE = { team: ['payments', 'search'] }

function matcher(operator: Operator, value: string, name = 'team'): MatcherData {
  return { name, value, is_regex: operator.endsWith('~'), is_equal: operator.startsWith('=') }
}

test.each<readonly [string, readonly MatcherData[], boolean, boolean]>([
  ['equality', [matcher('=', 'payments')], true, true],
  ['equality with another', [matcher('=', 'db')], false, false],
  ['nothing of the label', [matcher('=', 'x', 'job')], true, false],
  ['an expression of both', [matcher('=~', 'payments|search')], true, true],
  ['an expression in groups', [matcher('=~', '(?:pay(?:ments)|sea(rch))')], true, true],
  ['an expression with a class of one', [matcher('=~', '[p]ayments')], true, true],
  ['an expression with one too many', [matcher('=~', 'payments|db')], true, false],
  ['an expression that takes the absent label', [matcher('=~', 'payments|')], true, false],
  ['an expression that takes more', [matcher('=~', 'payments.*')], true, false],
  ['an expression that takes other cases', [matcher('=~', '(?i)payments')], true, false],
  ['an optional sign', [matcher('=~', 'payments?')], true, false],
  ['a dot', [matcher('=~', 'payment.')], true, false],
  ['anchors within', [matcher('=~', '^payments$')], true, true],
  ['an anchor for some', [matcher('=~', '^payments$|db')], true, false],
  ['a closed group', [matcher('=~', 'payments)|(?:.*')], false, false],
  ['not another', [matcher('!=', 'db')], true, false],
  ['not ours', [matcher('!=', 'payments'), matcher('!=', 'search')], false, false],
  ['not one of ours', [matcher('!=', 'payments')], true, false],
  ['one too many taken away again', [matcher('=~', 'payments|db'), matcher('!=', 'db')], true, true],
  ['taken away by an expression', [matcher('=~', 'payments|db'), matcher('!~', 'd.*')], true, true],
  ['two that exclude each other', [matcher('=', 'payments'), matcher('=', 'search')], false, true],
  ['an unreadable one', [matcher('=~', '(?>payments)')], false, false],
  ['an unreadable one beside', [matcher('=', 'payments'), matcher('=~', '(')], false, false],
  ['another label alike', [matcher('=', 'payments', 'Team')], true, false],
])('%s', (_, matchers, isReached, isWithin) => {
  expect([reaches(matchers, SCOPE), staysWithin(matchers, SCOPE)]).toEqual([isReached, isWithin])
})

test('every label of a scope has to be kept to', () => {
  const scope = { team: ['payments'], site: ['eu', 'us'] }
  const team = matcher('=', 'payments')
  expect(staysWithin([team], scope)).toBe(false)
  expect(staysWithin([team, matcher('=', 'eu', 'site')], scope)).toBe(true)
  expect(staysWithin([team, matcher('=', 'asia', 'site')], scope)).toBe(false)
  expect(reaches([team, matcher('=', 'asia', 'site')], scope)).toBe(false)
})

test('in a scope that names no label there is nothing', () => {
  const sight = sightOf({})
  const matchers = [matcher('=', 'payments')]
  expect([
    sight.alert({ team: 'payments' }),
    sight.silence({ matchers }),
    sight.wholeSilence({ matchers }),
  ]).toEqual([false, false, false])
})

test('whatever matchers say: what stays within hides nothing outside, and what does not reach hides nothing inside', () => {
  const random = seeded(takeSeed())
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T
  const values = ['', 'payments', 'search', 'db', 'pay', 'payments2', 'Payments', 'x']
  const texts = [
    ...values,
    'pay.*',
    'payments|db',
    '(payments|search)',
    '[ps].+',
    'payments|',
    'a*',
    '(?i)SEARCH',
  ]
  for (let n = 0; n < runs(2_000); n++) {
    const matchers = Array.from({ length: 1 + Math.floor(random() * 3) }, () =>
      matcher(pick(['=', '!=', '=~', '!~'] as const), pick(texts)),
    )
    const compiled = matchersFromData(matchers)
    if (!compiled.ok) continue
    const taken = values.filter((team) => matchesAll(compiled.value, team === '' ? {} : { team }))
    const inside = taken.filter((team) => SCOPE.team.includes(team))
    if (staysWithin(matchers, SCOPE)) expect([matchers, taken]).toEqual([matchers, inside])
    expect([matchers, reaches(matchers, SCOPE)]).toEqual([matchers, inside.length > 0])
  }
})
