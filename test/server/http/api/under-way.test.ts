import { expect, test } from 'vitest'
import { nobodyAt } from '../../../../server/src/audit/actor.ts'
import { UnderWay } from '../../../../server/src/http/api/under-way.ts'

const ana = { ...nobodyAt('10.0.0.1', 'one'), credential: 'token:ana' }
const ben = { ...ana, credential: 'token:ben' }

test('only whoever began it stops it, and its name is theirs alone while it lasts', () => {
  const underWay = new UnderWay()
  const run = underWay.begin(ana, 'a')
  expect(underWay.begin(ana, 'a')).toBeUndefined()
  expect(underWay.stop(ben, 'a')).toBe(false)
  expect(run?.isStopped()).toBe(false)
  const other = underWay.begin(ben, 'a')
  expect(underWay.stop(ana, 'a')).toBe(true)
  expect([run?.isStopped(), other?.isStopped()]).toEqual([true, false])
  run?.end()
  expect(underWay.stop(ana, 'a')).toBe(false)
  expect(underWay.begin(ana, 'a')?.isStopped()).toBe(false)
})

test('one without a name is under way beside all others', () => {
  const underWay = new UnderWay()
  expect([underWay.begin(ana, undefined), underWay.begin(ana, undefined)]).not.toContain(undefined)
})
