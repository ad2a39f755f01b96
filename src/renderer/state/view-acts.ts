import { lineOf } from '../../shared/alert-words.ts'
import { isNarrow } from '../../shared/narrowing.ts'
import { keptAs, LONGEST_NAME, MOST_VIEWS, outsideText, type SavedView } from '../../shared/saved-views.ts'
import type { Watchfloor } from './context.ts'
import { goTo, parsePlace } from './hash-location.ts'
import { formatView, parseView, type View } from './view.ts'

type Parts = Pick<Watchfloor, 'views' | 'viewCounts' | 'board' | 'toasts' | 'undo' | 'bridge' | 'actions'>

/** Shows a kept view, which decides from now on; null is everything. */
export async function chooseView(watchfloor: Parts, id: string | null): Promise<void> {
  const { views } = watchfloor
  const view = views.getState().views.find((one) => one.id === id)
  if (id !== null && view === undefined) return
  goTo(view === undefined ? '/' : `/?${view.query}`)
  if (views.getState().view === id) return
  if (await views.change({ view: id })) tellWhatDecides(watchfloor, view)
}

/** The view of a digit; 0 is everything. */
export function chooseByDigit(watchfloor: Parts, digit: number): void {
  if (digit === 0) return void chooseView(watchfloor, null)
  const view = watchfloor.views.getState().views[digit - 1]
  if (view === undefined) watchfloor.actions.tell(`There is no view ${digit}.`)
  else void chooseView(watchfloor, view.id)
}

/** Why the present filter cannot be kept as a view; null when it can. */
export function whyNotKept({ views }: Pick<Watchfloor, 'views'>, view: View): string | null {
  if (view.unread.length > 0) return 'A part of the filter cannot be read.'
  if (view.mine) return '“Mine” is a view already, and what nobody has is never in it.'
  if (!isNarrow(view)) return 'There is no filter to keep.'
  if (keptAs(views.getState().views, view) !== undefined) return 'A view with this filter is kept already.'
  return views.getState().views.length >= MOST_VIEWS
    ? `${MOST_VIEWS} views are kept: delete one first.`
    : null
}

/** Keeps the present filter as a view under a name; it decides from now on. */
export async function keepView(watchfloor: Parts, view: View, name: string): Promise<void> {
  const { views, undo, toasts } = watchfloor
  const before = views.getState()
  const kept = { id: newId(before.views), name: nameFrom(name), query: formatView({ ...view, name: '' }) }
  if (kept.name === '' || whyNotKept(watchfloor, view) !== null) return
  if (!(await views.change({ views: [...before.views, kept], view: kept.id }))) return
  goTo(`/?${kept.query}`, { replace: true })
  const back = undo.did({
    what: `keeping ${kept.name}`,
    over: () => null,
    run: async () => {
      const now = views.getState()
      await views.change({
        views: now.views.filter(({ id }) => id !== kept.id),
        ...(now.view === kept.id && { view: before.view }),
      })
    },
  })
  toasts.push({
    kind: 'result',
    text: [`Kept: ${lineOf(kept.name)}. ${decidesText(watchfloor, kept)}`],
    actions: [back],
  })
}

export async function renameView({ views }: Parts, id: string, name: string): Promise<void> {
  const next = nameFrom(name)
  if (next === '') return
  await views.change({
    views: views.getState().views.map((one) => (one.id === id ? { ...one, name: next } : one)),
  })
}

/** One place to the left or right: its digit changes. */
export async function moveView({ views }: Parts, id: string, by: -1 | 1): Promise<void> {
  const all = [...views.getState().views]
  const at = all.findIndex((one) => one.id === id)
  const [here, there] = [all[at], all[at + by]]
  if (here === undefined || there === undefined) return
  all[at] = there
  all[at + by] = here
  await views.change({ views: all })
}

/** Without it, everything decides where it did. It can be taken back. */
export async function deleteView(watchfloor: Parts, id: string): Promise<void> {
  const { views, undo, toasts } = watchfloor
  const before = views.getState()
  const at = before.views.findIndex((one) => one.id === id)
  const gone = before.views[at]
  if (gone === undefined) return
  const isTaken = await views.change({
    views: before.views.filter((one) => one.id !== id),
    ...(before.view === id && { view: null }),
  })
  if (!isTaken) return
  const back = undo.did({
    what: `deleting ${gone.name}`,
    over: () => (views.getState().views.length >= MOST_VIEWS ? [`${MOST_VIEWS} views are kept.`] : null),
    run: async () => {
      const now = views.getState()
      await views.change({
        views: now.views.toSpliced(at, 0, gone),
        ...(before.view === id && now.view === null && { view: id }),
      })
    },
  })
  const decided = before.view === id ? ' Everything decides what you are told again.' : ''
  toasts.push({ kind: 'result', text: [`Deleted: ${lineOf(gone.name)}.${decided}`], actions: [back] })
}

/** The address of a view, for others: to them it is a filter with a name, until they keep it. */
export function linkToView({ query, name }: Pick<SavedView, 'query' | 'name'>): string {
  return `${location.href.split('#')[0]}#/?${formatView({ ...parseView(query), name })}`
}

/** The view that the page shows. */
export function viewOfPlace(): View {
  return parseView(parsePlace(location.hash).query)
}

function tellWhatDecides(watchfloor: Parts, view: SavedView | undefined): void {
  const text = view === undefined ? 'Everything decides what you are told.' : decidesText(watchfloor, view)
  watchfloor.toasts.push({ kind: 'result', key: 'view', text: [text], actions: [] })
}

/** What a view decides, and what it leaves out that burns. */
function decidesText({ viewCounts, board, bridge }: Parts, view: SavedView): string {
  const all = board.getState().arrangement?.total.criticalsAlone ?? 0
  const outside = outsideText(all - (viewCounts.getState().get(view.id)?.criticals ?? 0), view)
  const what = bridge.desktop === undefined ? 'this tab’s title' : 'what you are told'
  return `${lineOf(view.name)} decides ${what}.${outside === '' ? '' : ` ${outside}.`}`
}

function nameFrom(text: string): string {
  return lineOf(text.trim()).slice(0, LONGEST_NAME)
}

/** The first that is free: ids are this person's own. */
function newId(views: readonly SavedView[]): string {
  const used = new Set(views.map(({ id }) => id))
  for (let n = 1; ; n++) if (!used.has(`v${n}`)) return `v${n}`
}
