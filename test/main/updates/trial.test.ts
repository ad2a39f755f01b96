import { expect, test } from 'vitest'
import { decideStart, type Trial } from '../../../src/main/updates/trial.ts'

const previous = { file: '/kept/Watchfloor.AppImage', sha512: 'hash', place: '/home/ana/Watchfloor.AppImage' }
const TRIAL: Trial = {
  version: '1.2.0',
  from: '1.1.0',
  server: 'https://watch.example.com',
  starts: 0,
  previous,
}

/** Starts in turn, none of which got as far as receiving; true: the server answered. */
function starts(answers: readonly boolean[], trial: Trial | null = TRIAL): readonly string[] {
  let now = trial
  return answers.map((isAnswered) => {
    const decision = decideStart(now, '1.2.0', isAnswered)
    now = decision.trial
    return decision.kind
  })
}

test('a version that fails twice while the server answers is taken back at the third start', () => {
  expect(starts([true, true, true])).toEqual(['go_on', 'go_on', 'roll_back'])
})

test('starts that nobody answers prove nothing, and it is not taken back in one either', () => {
  expect(starts([false, false, false, true, false, true, false, true])).toEqual([
    ...Array(7).fill('go_on'),
    'roll_back',
  ])
})

test('where nothing was kept it is said instead', () => {
  expect(starts([true, true, true], { ...TRIAL, previous: null })).toEqual(['go_on', 'go_on', 'say'])
})

test('an ordinary start is no trial; one of another version ends it', () => {
  expect(starts([true, true, true, true], null)).toEqual(Array(4).fill('go_on'))
  expect(decideStart({ ...TRIAL, starts: 2 }, '1.1.0', true)).toEqual({ kind: 'go_on', trial: null })
})
