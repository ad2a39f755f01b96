import { Button, Checkbox, TextInput } from '@mantine/core'
import type { Refusal } from '@watchfloor/client'
import {
  type BoardAlert,
  type BoardSilence,
  DEFAULT_GUARD,
  endsWithAlerts,
  isBlank,
  largest,
  MOST_BOUND,
  parseTime,
  seenOf,
} from '@watchfloor/contract'
import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { nameOf } from '../../../shared/alert-words.ts'
import { serverWords } from '../../../shared/server-words.ts'
import { formatDuration } from '../../../shared/times.ts'
import { usePreferences, useWatchfloor } from '../../state/context.ts'
import { useBar } from '../../state/may.ts'
import { backToBoard } from '../../state/places.ts'
import { useActingName, useWho } from '../../state/who.ts'
import { Page } from '../../ui/page.tsx'
import { refusalText } from '../../ui/refusal-text.ts'
import type { Begun } from './begun.ts'
import { endOf, type Length } from './draft.ts'
import { keeping } from './keep-visible.ts'
import { LengthChoice } from './length-choice.tsx'
import { LinkNotes } from './link-notes.tsx'
import { emptyRow, type MatcherRow } from './matcher-list.ts'
import { MatcherRows } from './matcher-rows.tsx'
import { narrower } from './narrower.ts'
import { SilenceNotes } from './silence-notes.tsx'
import { SilencePreview } from './silence-preview.tsx'
import styles from './silences.module.css'
import { useJudged } from './use-judged.ts'
import { useSilencing } from './use-silencing.ts'
import { WhereItWorks } from './where-it-works.tsx'

const LEAST_COMMENT = 3
/** A new silence begins now: a start a moment back is not in the future for a server whose clock is a little behind. */
const START_SLACK_MS = 5_000

/** What is missing before it can be made, and where it is given. */
interface Lack {
  readonly what: string
  readonly field: string
}

const MATCHER = 'fieldset input'

export interface SilenceEditorProps {
  /** What to begin with. */
  readonly begun: Begun
  /** The one to change; one that has ended, to be made again. */
  readonly silence?: BoardSilence
}

/** One column to fill in, and beside it what the silence would hide. */
export function SilenceEditor({ begun, silence }: SilenceEditorProps): ReactNode {
  const watchfloor = useWatchfloor()
  const { ticker, screen } = watchfloor
  const form = useRef<HTMLFormElement>(null)
  const [meant] = useState(screen.meant)
  const name = useActingName()
  const signedIn = useWho((session) => session?.who?.name ?? null)
  const barred = useBar('respond')
  const setName = usePreferences((preferences) => preferences.setName)
  const { save } = useSilencing()
  const words = wordsOf(silence)
  const [rows, setRows] = useState(begun.rows)
  const [length, setLength] = useState<Length>(() =>
    words.isNew ? begun.length : { kind: 'until', at: parseTime(silence?.ends_at ?? '') ?? null },
  )
  const [comment, setComment] = useState(begun.comment)
  const [typedBy, setBy] = useState((words.isNew ? name : null) ?? silence?.created_by ?? name ?? '')
  const by = signedIn ?? typedBy
  const [typed, setTyped] = useState('')
  const wasUntilResolved = silence !== undefined && endsWithAlerts(silence)
  const [untilResolved, setUntilResolved] = useState(wasUntilResolved)
  const [upstreams, setUpstreams] = useState<readonly string[] | null>(null)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)

  const judged = useJudged(rows, silence, length)
  const { matchers, data, verdict, question, isAsItWas } = judged
  const isKept = silence !== undefined && comment === silence.comment
  const lacks: readonly Lack[] = [
    ...(data.length === 0 ? [{ what: 'a matcher', field: MATCHER }] : []),
    ...(matchers === null && !isAsItWas ? [{ what: 'matchers that can be read', field: MATCHER }] : []),
    ...(seenOf(comment).length < LEAST_COMMENT && !isKept
      ? [{ what: `a comment of ${LEAST_COMMENT} characters`, field: '[name=comment]' }]
      : []),
    ...(isBlank(by) && !isBlank(silence?.created_by ?? 'a new one')
      ? [{ what: 'your name', field: '[name=by]' }]
      : []),
    ...(question !== null && typed.replaceAll(/[\s,.]/g, '') !== `${question.count}`
      ? [{ what: 'the number typed', field: '[name=count]' }]
      : []),
  ]
  const canSave = lacks.length === 0 && verdict.kind !== 'refused'
  const suggested =
    question === null || matchers === null
      ? null
      : narrower(matchers, judged.seen, judged.served?.guard ?? DEFAULT_GUARD)

  const addRow = (row: Omit<MatcherRow, 'key'>): void =>
    setRows([...rows, { key: largest(rows.map(({ key }) => key)) + 1, ...row }])
  const keep = (alert: BoardAlert): void => {
    const left = keeping(alert, judged.seen.hidden)
    if (left === null) {
      const text = ['No label tells ', { strong: nameOf(alert) }, ' from the others that are hidden.']
      return void watchfloor.toasts.push({ kind: 'error', text, actions: [], key: 'keep' })
    }
    addRow({ name: left.name, operator: '!=', value: left.value })
  }
  const isTooMuch = judged.figures.count > MOST_BOUND
  const goToFirst = (field: string): void => form.current?.querySelector<HTMLElement>(field)?.focus()
  // biome-ignore lint/correctness/useExhaustiveDependencies: where the keyboard begins is decided once
  useEffect(() => {
    // A link that leads here later was not begun by the same selection.
    screen.meant = new Set()
    goToFirst(lacks[0]?.field ?? '[name=comment]')
  }, [])
  /** Enter makes the silence, or leads to what it still lacks. */
  const pressed = (event: KeyboardEvent): void => {
    const [first] = lacks
    const isField = event.target instanceof HTMLInputElement && event.target.type !== 'checkbox'
    if (event.key !== 'Enter' || !isField || first === undefined || event.defaultPrevented) return
    event.preventDefault()
    goToFirst(first.field)
  }

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const now = ticker.now()
    const ends = endOf(length, now)
    if (barred !== undefined || !canSave || ends === null || ends <= now) return
    setBusy(true)
    setRefusal(null)
    const draft = {
      id: silence?.id,
      matchers: data,
      starts: words.isNew ? now - START_SLACK_MS : (parseTime(silence?.starts_at ?? '') ?? now),
      ends,
      by: seenOf(by),
      comment: isKept ? comment : seenOf(comment),
      untilResolved: untilResolved === wasUntilResolved ? undefined : untilResolved,
      upstreams: words.isNew ? (upstreams ?? undefined) : undefined,
      confirmed: question !== null || refusal?.code === 'needs_confirmation',
    }
    const said = words.isNew ? `Silenced for ${formatDuration(ends - now)}.` : 'Silence changed.'
    const refused = await save(draft, said, words.isNew ? undefined : silence)
    setBusy(false)
    if (refused !== null) return setRefusal(refused)
    if (name === null && draft.by !== '') setName(draft.by)
    // A selection holds its rows where they are, and these are dealt with.
    watchfloor.board.clearSelection()
    backToBoard(watchfloor)
  }

  return (
    <Page title={words.title} width="table">
      <LinkNotes unread={begun.unread} unused={begun.unused} />
      {silence !== undefined && <SilenceNotes silence={silence} />}
      <form ref={form} className={styles.form} onSubmit={(event) => void submit(event)} onKeyDown={pressed}>
        <div className={styles.column}>
          <MatcherRows
            rows={rows.length === 0 ? [emptyRow(0)] : rows}
            wrong={judged.wrong}
            hits={judged.hits}
            onChange={(changed) => {
              setRows(changed)
              setRefusal(null)
            }}
          />
          <LengthChoice length={length} onChange={setLength} />
          <Checkbox
            label="End earlier, as soon as all of these alerts have resolved"
            checked={untilResolved}
            disabled={!untilResolved && (judged.figures.count === 0 || isTooMuch)}
            {...(isTooMuch && { description: `It can end with ${MOST_BOUND} alerts at most.` })}
            onChange={(event) => setUntilResolved(event.currentTarget.checked)}
          />
          <TextInput
            label="Comment"
            name="comment"
            description="Why, for whoever wonders at 03:00."
            value={comment}
            onChange={(event) => setComment(event.currentTarget.value)}
            autoComplete="off"
          />
          <TextInput
            label="By"
            name="by"
            description={signedIn === null ? 'Not verified on this server.' : 'You, as you are signed in.'}
            value={by}
            readOnly={signedIn !== null}
            onChange={(event) => setBy(event.currentTarget.value)}
          />
          <WhereItWorks
            judged={judged}
            silence={words.isNew ? undefined : silence}
            chosen={upstreams}
            onChoose={setUpstreams}
            command={{ length: commandLength(length, ticker.now()), by, comment }}
          />
        </div>
        <div className={styles.column}>
          <SilencePreview
            judged={judged}
            meant={meant}
            narrower={suggested}
            onNarrow={({ name: label, value }) => addRow({ name: label, operator: '=', value })}
            onKeep={keep}
          />
          {question !== null && (
            <TextInput
              label={`Type ${question.count} to go on`}
              name="count"
              inputMode="numeric"
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              autoComplete="off"
            />
          )}
          {refusal !== null && (
            <p role="alert" className={styles.wrong}>
              {refusedText(refusal, words.failed)}
            </p>
          )}
          <div className={styles.buttons}>
            <Button type="submit" loading={busy} disabled={!canSave && barred === undefined} {...barred}>
              {words.isNew ? `${verdict.action} ${lengthText(length)}` : 'Change silence'}
            </Button>
            <Button variant="default" onClick={() => history.back()}>
              Cancel
            </Button>
          </div>
          {barred !== undefined && <p className={styles.hint}>{barred['aria-description']}</p>}
          {barred === undefined && verdict.kind !== 'refused' && lacks.length > 0 && (
            <p className={styles.hint}>Still needed: {lacks.map(({ what }) => what).join(', ')}.</p>
          )}
        </div>
      </form>
    </Page>
  )
}

/** What is done here is making a silence, changing one, or making one again that has ended. */
function wordsOf(silence: BoardSilence | undefined) {
  if (silence === undefined) return { isNew: true, title: 'New silence', failed: 'Silence not created' }
  if (silence.state === 'expired') {
    return { isNew: true, title: 'Make an ended silence again', failed: 'Silence not made again' }
  }
  return { isNew: false, title: 'Change silence', failed: 'Silence not changed' }
}

/** A server that is stricter than the board asks once more. */
function refusedText(refusal: Refusal, what: string): string {
  if (refusal.code !== 'needs_confirmation') return refusalText(what, refusal)
  return `${what} yet. The server asks whether this is meant; press again to go on. (${serverWords(refusal.message)})`
}

function lengthText(length: Length): string {
  if (length.kind === 'span') return `for ${formatDuration(length.ms)}`
  return length.at === null ? '' : 'until then'
}

function commandLength(length: Length, now: number): number {
  return Math.max(0, (endOf(length, now) ?? now) - now)
}
