import { Button } from '@mantine/core'
import type { Refusal } from '@watchfloor/client'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import type { DesktopOnly } from '../../../shared/bridge.ts'
import { formatCount } from '../../../shared/counts.ts'
import { useDesk, useWatchfloor } from '../../state/context.ts'
import { Page } from '../../ui/page.tsx'
import { appRefusalText } from '../../ui/refusal-text.ts'
import classes from './inbox.module.css'
import { InboxList } from './inbox-list.tsx'
import { countsOf, FILTER_WORDS, FILTERS, type Filter } from './inbox-rows.ts'
import { createInboxStore, type InboxStore } from './inbox-store.ts'

const TITLE = 'What I was told'

/** Every notification that was shown, held back or folded, or that failed; with the reason. */
export function Inbox(): ReactNode {
  const { bridge } = useWatchfloor()
  if (bridge.desktop !== undefined) return <DeskInbox desktop={bridge.desktop} />
  return (
    <Page title={TITLE}>
      <p>What you were told is kept on the desk: this tab cannot notify you.</p>
    </Page>
  )
}

function DeskInbox({ desktop }: { readonly desktop: DesktopOnly<Refusal> }): ReactNode {
  const inbox = useMemo(() => createInboxStore(desktop), [desktop])
  const [filter, setFilter] = useState<Filter>('all')
  const mayReadOn = useStore(inbox, ({ phase, isWhole }) => phase === 'ready' && !isWhole)
  useEffect(() => inbox.stop, [inbox])
  // All of it: a storm folds thousands, and what was told among them must be one press away, with its count.
  useEffect(() => {
    if (mayReadOn) void inbox.more()
  }, [inbox, mayReadOn])
  const isEmpty = useStore(inbox, ({ rows, isWhole }) => rows.length === 0 && isWhole)
  return (
    <Page
      title={TITLE}
      width="wide"
      isFilled
      actions={<MarkAllRead desktop={desktop} onDone={inbox.markedAll} />}
    >
      {isEmpty ? (
        <p>Nothing yet. Whatever this desk tells you, or holds back, is listed here.</p>
      ) : (
        <>
          <Filters inbox={inbox} filter={filter} onChange={setFilter} />
          <InboxList inbox={inbox} filter={filter} desktop={desktop} />
        </>
      )}
    </Page>
  )
}

interface MarkAllReadProps {
  readonly desktop: DesktopOnly<Refusal>
  readonly onDone: () => void
}

function MarkAllRead({ desktop, onDone }: MarkAllReadProps): ReactNode {
  const { toasts } = useWatchfloor()
  const unread = useDesk((state) => state?.unread ?? 0)
  const mark = async (): Promise<void> => {
    const answer = await desktop.readInbox('all')
    if (answer.ok) return onDone()
    toasts.push({ kind: 'error', key: 'inbox', text: [appRefusalText('Not marked', answer)], actions: [] })
  }
  return (
    <Button size="xs" variant="default" disabled={unread === 0} onClick={() => void mark()}>
      Mark all read
    </Button>
  )
}

interface FiltersProps {
  readonly inbox: InboxStore
  readonly filter: Filter
  readonly onChange: (filter: Filter) => void
}

function Filters({ inbox, filter, onChange }: FiltersProps): ReactNode {
  const rows = useStore(inbox, (state) => state.rows)
  const isWhole = useStore(inbox, (state) => state.isWhole)
  const counts = useMemo(() => countsOf(rows), [rows])
  if (rows.length === 0) return null
  return (
    <div className={classes.filters} role="toolbar" aria-label="Filter" data-region="Filter">
      {FILTERS.map((one) => (
        <button
          key={one}
          type="button"
          className={classes.filter}
          aria-pressed={one === filter}
          onClick={() => onChange(one)}
        >
          {FILTER_WORDS[one]} <span className={classes.count}>{formatCount(counts[one])}</span>
        </button>
      ))}
      {!isWhole && <span className={classes.extent}>of the newest {formatCount(rows.length)}</span>}
    </div>
  )
}
