import { Menu } from '@mantine/core'
import { ArrowLeft, ArrowRight, BellRing, ChevronDown, Link2, Pencil, Plus, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { lineOf } from '../../../shared/alert-words.ts'
import { formatCount } from '../../../shared/counts.ts'
import { keptAs, type SavedView } from '../../../shared/saved-views.ts'
import { useBoard, useWatchfloor } from '../../state/context.ts'
import { chooseView, deleteView, linkToView, moveView } from '../../state/view-acts.ts'
import classes from './views.module.css'

export interface ViewsMenuProps {
  readonly isOpen: boolean
  readonly onOpen: (isOpen: boolean) => void
  /** There the menu holds the views as well. */
  readonly isPhone: boolean
  readonly onKeep: () => void
  readonly onRename: (view: SavedView) => void
}

/** What can be done with views: keep the filter as one; and with the one that is shown, rename, move, share, delete. */
export function ViewsMenu({ isOpen, onOpen, isPhone, onKeep, onRename }: ViewsMenuProps): ReactNode {
  const { views } = useWatchfloor()
  const kept = useStore(views, (state) => state.views)
  const view = useBoard((state) => state.view)
  const shown = keptAs(kept, view)
  const label = shown?.name ?? (view.name === '' ? 'All' : view.name)
  return (
    <Menu
      opened={isOpen}
      onChange={onOpen}
      position="bottom-start"
      withinPortal
      classNames={isPhone ? { item: classes.item } : {}}
    >
      <Menu.Target>
        <button type="button" className={classes.menu} aria-label="Views" data-hint="Views  v v">
          {isPhone && <span className={classes.name}>{lineOf(label)}</span>}
          <ChevronDown size={16} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {isPhone && <PhoneViews shown={shown} />}
        <Menu.Item leftSection={<Plus size={14} aria-hidden="true" />} onClick={onKeep}>
          Keep this filter as a view…
        </Menu.Item>
        {shown !== undefined && <OfView view={shown} onRename={onRename} />}
      </Menu.Dropdown>
    </Menu>
  )
}

function PhoneViews({ shown }: { readonly shown: SavedView | undefined }): ReactNode {
  const watchfloor = useWatchfloor()
  const kept = useStore(watchfloor.views, (state) => state.views)
  const decides = useStore(watchfloor.views, (state) => state.view)
  const counts = useStore(watchfloor.viewCounts)
  const all = useBoard(({ arrangement }) => arrangement?.total.lanes.needs ?? 0)
  return (
    <>
      <Menu.Item rightSection={formatCount(all)} onClick={() => void chooseView(watchfloor, null)}>
        All
      </Menu.Item>
      {kept.map((view) => (
        <Menu.Item
          key={view.id}
          aria-current={view.id === shown?.id ? 'true' : undefined}
          leftSection={view.id === decides ? <BellRing size={14} aria-label="decides" /> : undefined}
          rightSection={formatCount(counts.get(view.id)?.needs ?? 0)}
          onClick={() => void chooseView(watchfloor, view.id)}
        >
          {lineOf(view.name)}
        </Menu.Item>
      ))}
      <Menu.Divider />
    </>
  )
}

function OfView({
  view,
  onRename,
}: {
  readonly view: SavedView
  readonly onRename: (view: SavedView) => void
}): ReactNode {
  const watchfloor = useWatchfloor()
  const kept = useStore(watchfloor.views, (state) => state.views)
  const at = kept.findIndex(({ id }) => id === view.id)
  const copy = (): void => {
    navigator.clipboard.writeText(linkToView(view)).then(
      () => watchfloor.actions.tell(`Link to ${lineOf(view.name)} copied.`),
      () => watchfloor.actions.tell('Not copied: the browser did not allow it.'),
    )
  }
  return (
    <>
      <Menu.Label>{lineOf(view.name)}</Menu.Label>
      <Menu.Item leftSection={<Pencil size={14} aria-hidden="true" />} onClick={() => onRename(view)}>
        Rename…
      </Menu.Item>
      <Menu.Item leftSection={<Link2 size={14} aria-hidden="true" />} onClick={copy}>
        Copy its link
      </Menu.Item>
      <Menu.Item
        leftSection={<ArrowLeft size={14} aria-hidden="true" />}
        disabled={at <= 0}
        onClick={() => void moveView(watchfloor, view.id, -1)}
      >
        Move to the left
      </Menu.Item>
      <Menu.Item
        leftSection={<ArrowRight size={14} aria-hidden="true" />}
        disabled={at === kept.length - 1}
        onClick={() => void moveView(watchfloor, view.id, 1)}
      >
        Move to the right
      </Menu.Item>
      <Menu.Item
        leftSection={<Trash2 size={14} aria-hidden="true" />}
        onClick={() => void deleteView(watchfloor, view.id)}
      >
        Delete
      </Menu.Item>
    </>
  )
}
