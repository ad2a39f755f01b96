import { leftOutCount } from '@watchfloor/contract'
import { BellRing } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { lineOf } from '../../../shared/alert-words.ts'
import { formatCount } from '../../../shared/counts.ts'
import { isNarrow } from '../../../shared/narrowing.ts'
import { keptAs, type SavedView } from '../../../shared/saved-views.ts'
import { useBoard, useLeftOut, useWatchfloor } from '../../state/context.ts'
import { chooseView, keepView, renameView, viewOfPlace, whyNotKept } from '../../state/view-acts.ts'
import { changeView } from '../../state/view-place.ts'
import { useActingName } from '../../state/who.ts'
import { useIsPhone } from '../../ui/breakpoints.ts'
import { NameView } from './name-view.tsx'
import classes from './views.module.css'
import { ViewsMenu } from './views-menu.tsx'

/** What is being named: the present filter, or a kept view. */
type Naming = { readonly kind: 'keep' } | { readonly kind: 'rename'; readonly view: SavedView }

/** The views: everything, those that this person keeps, and what is theirs; each with what needs somebody in it. */
export function Views(): ReactNode {
  const watchfloor = useWatchfloor()
  const { screen, actions, views } = watchfloor
  const isPhone = useIsPhone()
  const kept = useStore(views, (state) => state.views)
  const [naming, setNaming] = useState<Naming | null>(null)
  const [isMenuOpen, setMenuOpen] = useState(false)
  useEffect(() => {
    screen.views.keep = () => {
      const why = whyNotKept(watchfloor, viewOfPlace())
      if (why === null) setNaming({ kind: 'keep' })
      else actions.tell(why)
    }
    screen.views.open = () => setMenuOpen(true)
    return () => {
      screen.views.keep = () => {}
      screen.views.open = () => {}
    }
  }, [screen, watchfloor, actions])
  const name = (text: string): void => {
    setNaming(null)
    if (naming?.kind === 'rename') void renameView(watchfloor, naming.view.id, text)
    else void keepView(watchfloor, viewOfPlace(), text)
  }
  return (
    <>
      {!isPhone && (
        <nav className={classes.views} aria-label="Views">
          <All />
          {kept.map((view, index) => (
            <Kept key={view.id} view={view} digit={index + 1} />
          ))}
          <Mine />
          <Offered onKeep={() => screen.views.keep()} />
        </nav>
      )}
      <ViewsMenu
        isOpen={isMenuOpen}
        onOpen={setMenuOpen}
        isPhone={isPhone}
        onKeep={() => screen.views.keep()}
        onRename={(view) => setNaming({ kind: 'rename', view })}
      />
      {naming !== null && (
        <NameView
          title={naming.kind === 'keep' ? 'Keep this filter as a view' : 'Rename the view'}
          verb={naming.kind === 'keep' ? 'Keep' : 'Rename'}
          initial={naming.kind === 'keep' ? viewOfPlace().name : naming.view.name}
          onName={name}
          onClose={() => setNaming(null)}
        />
      )}
    </>
  )
}

/** The id of the kept view that the board shows; undefined when it shows another filter. */
function useShown(): string | undefined {
  const kept = useStore(useWatchfloor().views, (state) => state.views)
  const view = useBoard((state) => state.view)
  return keptAs(kept, view)?.id
}

function All(): ReactNode {
  const watchfloor = useWatchfloor()
  const needs = useBoard(({ arrangement }) => arrangement?.total.lanes.needs ?? 0)
  const count = needs + leftOutCount(useLeftOut())
  const isOn = useBoard(({ view }) => !isNarrow(view))
  return (
    <Tab
      label="All"
      count={count}
      isOn={isOn}
      hint={`Everything: ${formatCount(count)} need somebody  v 0`}
      onPress={() => void chooseView(watchfloor, null)}
    />
  )
}

function Kept({ view, digit }: { readonly view: SavedView; readonly digit: number }): ReactNode {
  const watchfloor = useWatchfloor()
  const count = useStore(watchfloor.viewCounts, (counts) => counts.get(view.id))
  const decides = useStore(watchfloor.views, (state) => state.view === view.id)
  const isOn = useShown() === view.id
  const what = watchfloor.bridge.desktop === undefined ? 'the title of this tab' : 'what you are told'
  const needs = `${formatCount(count?.needs ?? 0)} need somebody, ${formatCount(count?.criticals ?? 0)} critical`
  return (
    <Tab
      label={lineOf(view.name)}
      count={count?.needs ?? 0}
      isOn={isOn}
      decides={decides}
      hint={`${needs}${decides ? `\nIt decides ${what}.` : ''}  v ${digit}`}
      onPress={() => void chooseView(watchfloor, view.id)}
    />
  )
}

function Mine(): ReactNode {
  const name = useActingName()
  const isOn = useBoard(({ view }) => view.mine)
  const count = useBoard(({ arrangement }) => arrangement?.total.owners.get(name ?? '') ?? 0)
  if (name === null && !isOn) return null
  return (
    <Tab
      label="Mine"
      count={count}
      isOn={isOn}
      hint="What you have"
      onPress={() => changeView((view) => ({ ...view, mine: !view.mine }))}
    />
  )
}

/** A view that came by a link is only looked at, until it is kept. */
function Offered({ onKeep }: { readonly onKeep: () => void }): ReactNode {
  const name = useBoard(({ view }) => view.name)
  const isNew = useShown() === undefined
  if (name === '' || !isNew) return null
  return (
    <span className={classes.offered}>
      <span className={classes.offeredName}>{lineOf(name)}</span>
      <button
        type="button"
        className={classes.keep}
        onClick={onKeep}
        data-hint="It came by a link, and decides nothing until you keep it  v k"
      >
        Keep
      </button>
    </span>
  )
}

interface TabProps {
  readonly label: string
  readonly count: number
  readonly isOn: boolean
  /** It decides what this person is told. */
  readonly decides?: boolean
  readonly hint: string
  readonly onPress: () => void
}

function Tab({ label, count, isOn, decides = false, hint, onPress }: TabProps): ReactNode {
  return (
    <button
      type="button"
      className={classes.view}
      aria-current={isOn ? 'true' : undefined}
      data-hint={hint}
      onClick={onPress}
    >
      <span className={classes.name}>{label}</span>{' '}
      <span className={classes.count}>{formatCount(count)}</span>
      {decides && (
        <span className={classes.decides}>
          <BellRing size={14} aria-label="decides" />
        </span>
      )}
    </button>
  )
}
