import { Button, Checkbox, TextInput } from '@mantine/core'
import type { Refusal } from '@watchfloor/client'
import { type BoardSilence, endsWithAlerts, type Matcher, parseTime } from '@watchfloor/contract'
import { type FormEvent, type ReactNode, useDeferredValue, useMemo, useState } from 'react'
import { formatDuration } from '../../../shared/times.ts'
import { useLive, usePreferences, useWatchfloor } from '../../state/context.ts'
import { goTo } from '../../state/hash-location.ts'
import { refusalText } from '../../ui/refusal-text.ts'
import { compileRows, endOf, INITIAL_LENGTH, type Length, type MatcherRow } from './draft.ts'
import { LengthChoice } from './length-choice.tsx'
import { MatcherRows } from './matcher-rows.tsx'
import { SilencePreview } from './silence-preview.tsx'
import styles from './silences.module.css'
import { useSilencing } from './use-silencing.ts'
import { judge, preview } from './verdict.ts'

const LEAST_COMMENT = 3
/** A new silence begins now: a start a moment back is not in the future for a server whose clock is a little behind. */
const START_SLACK_MS = 5_000

export interface SilenceEditorProps {
  /** The matchers to begin with. */
  readonly rows: readonly MatcherRow[]
  /** The one to change. */
  readonly silence?: BoardSilence
}

/** One column to fill in, and beside it what the silence would hide. */
export function SilenceEditor({ rows: initial, silence }: SilenceEditorProps): ReactNode {
  const { ticker } = useWatchfloor()
  const name = usePreferences((preferences) => preferences.name)
  const setName = usePreferences((preferences) => preferences.setName)
  const { save } = useSilencing()
  const board = useLive((state) => state.board)
  const [rows, setRows] = useState(initial)
  const [length, setLength] = useState<Length>(() =>
    silence === undefined ? INITIAL_LENGTH : { kind: 'until', at: parseTime(silence.ends_at) ?? null },
  )
  const [comment, setComment] = useState(silence?.comment ?? '')
  const [by, setBy] = useState(silence?.created_by ?? name ?? '')
  const [typed, setTyped] = useState('')
  const wasUntilResolved = silence !== undefined && endsWithAlerts(silence)
  const [untilResolved, setUntilResolved] = useState(wasUntilResolved)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)

  const shown = useDeferredValue(board)
  const compiled = useMemo(() => compileRows(rows), [rows])
  const matchers = useMemo(() => goodMatchers(compiled.values()), [compiled])
  const seen = useMemo(() => preview(matchers, shown?.alerts.values() ?? []), [matchers, shown])
  const hits = useMemo(() => {
    const each = [...compiled].flatMap(([key, result]) => (result.ok ? [[key, result.value] as const] : []))
    return new Map(
      each.map(([key, one]) => [key, preview([one], shown?.alerts.values() ?? []).hidden.length]),
    )
  }, [compiled, shown])
  const verdict = judge(matchers, seen)

  const isWrong = [...compiled.values()].some((result) => !result.ok)
  const lacks = [
    ...(matchers.length === 0 ? ['a matcher'] : []),
    ...(isWrong ? ['matchers that compile'] : []),
    ...(comment.trim().length < LEAST_COMMENT ? [`a comment of ${LEAST_COMMENT} characters`] : []),
    ...(by.trim() === '' ? ['your name'] : []),
    ...(verdict.kind === 'typed' && typed.trim() !== `${seen.hidden.length}` ? ['the number typed'] : []),
  ]
  const canSave = lacks.length === 0 && verdict.kind !== 'refused'

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const now = ticker.now()
    const ends = endOf(length, now)
    if (!canSave || ends === null || ends <= now) return
    setBusy(true)
    setRefusal(null)
    const draft = {
      id: silence?.id,
      matchers,
      starts: silence === undefined ? now - START_SLACK_MS : (parseTime(silence.starts_at) ?? now),
      ends,
      by: by.trim(),
      comment: comment.trim(),
      untilResolved: untilResolved === wasUntilResolved ? undefined : untilResolved,
      // A server whose limits are stricter than the board's asks once more: the second press is the second word.
      confirmed: verdict.kind === 'typed' || refusal?.code === 'needs_confirmation',
    }
    const said = silence === undefined ? `Silenced for ${formatDuration(ends - now)}.` : 'Silence changed.'
    const refused = await save(draft, said)
    setBusy(false)
    if (refused !== null) return setRefusal(refused)
    if (name === null) setName(draft.by)
    goTo('/')
  }

  return (
    <section aria-labelledby="silence-title" className={styles.screen}>
      <h1 id="silence-title" className={styles.title}>
        {silence === undefined ? 'New silence' : 'Change silence'}
      </h1>
      <form className={styles.form} onSubmit={(event) => void submit(event)}>
        <div className={styles.column}>
          <MatcherRows
            rows={rows}
            compiled={compiled}
            hits={hits}
            onChange={(changed) => {
              setRows(changed)
              setRefusal(null)
            }}
          />
          <LengthChoice length={length} onChange={setLength} />
          <Checkbox
            label="End earlier, as soon as all of these alerts have resolved"
            checked={untilResolved}
            disabled={seen.hidden.length === 0 && !untilResolved}
            onChange={(event) => setUntilResolved(event.currentTarget.checked)}
          />
          <TextInput
            label="Comment"
            description="Why, for whoever wonders at 03:00."
            value={comment}
            onChange={(event) => setComment(event.currentTarget.value)}
            autoComplete="off"
          />
          <TextInput
            label="By"
            description="A server that signs people in uses its own name for you."
            value={by}
            onChange={(event) => setBy(event.currentTarget.value)}
          />
        </div>
        <div className={styles.column}>
          <SilencePreview
            matchers={matchers}
            preview={seen}
            verdict={verdict}
            command={{ length: commandLength(length, ticker.now()), by, comment }}
          />
          {verdict.kind === 'typed' && (
            <TextInput
              label={`Type ${seen.hidden.length} to go on`}
              inputMode="numeric"
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              autoComplete="off"
            />
          )}
          {refusal !== null && (
            <p role="alert" className={styles.wrong}>
              {refusedText(refusal, silence === undefined ? 'Silence not created' : 'Silence not changed')}
            </p>
          )}
          <div className={styles.buttons}>
            <Button type="submit" loading={busy} disabled={!canSave}>
              {silence === undefined ? `${verdict.action} ${lengthText(length)}` : 'Change silence'}
            </Button>
            <Button variant="default" onClick={() => history.back()}>
              Cancel
            </Button>
          </div>
          {verdict.kind !== 'refused' && lacks.length > 0 && (
            <p className={styles.hint}>Still needed: {lacks.join(', ')}.</p>
          )}
        </div>
      </form>
    </section>
  )
}

function goodMatchers(
  results: Iterable<{ readonly ok: boolean; readonly value?: Matcher }>,
): readonly Matcher[] {
  return [...results].flatMap(({ value }) => (value === undefined ? [] : [value]))
}

/** A server that is stricter than the board asks once more. */
function refusedText(refusal: Refusal, what: string): string {
  if (refusal.code !== 'needs_confirmation') return refusalText(what, refusal)
  return `${what} yet. The server asks whether this is meant; press again to go on. (${refusal.message})`
}

function lengthText(length: Length): string {
  if (length.kind === 'span') return `for ${formatDuration(length.ms)}`
  return length.at === null ? '' : 'until then'
}

function commandLength(length: Length, now: number): number {
  return Math.max(0, (endOf(length, now) ?? now) - now)
}
