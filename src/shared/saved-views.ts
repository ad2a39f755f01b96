import type { Alert } from '@watchfloor/contract'
import Type, { type Static } from 'typebox'
import { lineOf } from './alert-words.ts'
import { formatCount } from './counts.ts'
import { isSameNarrowing, type Narrowing, narrowingTest, readNarrowing } from './narrowing.ts'
import { readQuery } from './query.ts'

export const LONGEST_NAME = 40
/** As many as have a digit. */
export const MOST_VIEWS = 9

/** A view that a person keeps: what its link holds, under their own name for it. */
export const SavedView = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 64 }),
    name: Type.String({ minLength: 1, maxLength: LONGEST_NAME }),
    query: Type.String({ minLength: 1, maxLength: 8_000 }),
  },
  { additionalProperties: false },
)
export type SavedView = Readonly<Static<typeof SavedView>>

export const SavedViews = Type.ReadonlyObject(Type.Array(SavedView, { maxItems: MOST_VIEWS }))
export type SavedViews = Static<typeof SavedViews>

export function narrowingOf({ query }: Pick<SavedView, 'query'>): Narrowing {
  return readNarrowing(readQuery(query))
}

/** The kept view that leaves out the same. */
export function keptAs(views: SavedViews, narrowing: Narrowing): SavedView | undefined {
  return views.find((view) => isSameNarrowing(narrowingOf(view), narrowing))
}

/** The view that decides what a person is told; of no view, everything does. */
export interface DecidingView {
  readonly name: string
  readonly passes: (alert: Alert) => boolean
}

/** `2 critical outside Payments`: what a view leaves out is named, and not lost in silence. Empty when it is nothing. */
export function outsideText(criticals: number, view: Pick<DecidingView, 'name'> | null): string {
  return criticals === 0 || view === null
    ? ''
    : `${formatCount(criticals)} critical outside ${lineOf(view.name)}`
}

/** The chosen one of the kept views; null when none is. */
export function decidingView(
  views: SavedViews,
  chosen: string | null,
  me: string | null,
): DecidingView | null {
  const view = views.find(({ id }) => id === chosen)
  return view === undefined ? null : { name: view.name, passes: narrowingTest(narrowingOf(view), me) }
}
