import { isSamePerson, People, parser, seenOf } from '@watchfloor/contract'
import { useEffect, useState } from 'react'
import { ask } from '../../state/bridge.ts'
import { useWatchfloor } from '../../state/context.ts'

type Person = People['people'][number]

const parse = parser(People)
/** More names than that are found by typing. */
const MOST_SHOWN = 6

/** Whom the server knows; none while it has not answered, and when it does not. Any name may be written all the same. */
export function usePeople(): readonly Person[] {
  const { bridge } = useWatchfloor()
  const [people, setPeople] = useState<readonly Person[]>([])
  useEffect(() => {
    let isWanted = true
    void ask(bridge, { path: '/api/v2/people' }, parse).then((answer) => {
      if (isWanted && answer.ok) setPeople(answer.value.people)
    })
    return () => {
      isWanted = false
    }
  }, [bridge])
  return people
}

/** Those whom what is typed may mean, who listens first; without oneself. */
export function namesFor(people: readonly Person[], typed: string, me: string): readonly Person[] {
  const wanted = seenOf(typed).toLowerCase()
  return people
    .filter(({ name }) => !isSamePerson(name, me) && beginsWith(name, wanted))
    .toSorted((a, b) => Number(b.is_listening) - Number(a.is_listening))
    .slice(0, MOST_SHOWN)
}

/** The name that what is typed means: of somebody known whom it begins, else itself. Nothing typed means nobody. */
export function meant(names: readonly Person[], typed: string): string {
  const written = seenOf(typed)
  if (written === '') return ''
  return (names.find(({ name }) => isSamePerson(name, written)) ?? names[0])?.name ?? written
}

/** A name, or one of its parts, begins with it. */
function beginsWith(name: string, wanted: string): boolean {
  return ` ${name.toLowerCase()}`.includes(` ${wanted}`)
}
