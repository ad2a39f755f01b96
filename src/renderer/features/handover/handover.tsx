import { Button, SegmentedControl, TextInput } from '@mantine/core'
import type { Millis } from '@watchfloor/contract'
import { Copy, Download, RotateCw } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import { doubtsOf, doubtText } from '../../../shared/doubts.ts'
import { hostOf } from '../../../shared/hops.ts'
import { asOfText, fieldText, readField } from '../../../shared/times.ts'
import { useLive, useWatchfloor, type Watchfloor } from '../../state/context.ts'
import { isStale, provedAt } from '../../state/trust.ts'
import { actingName } from '../../state/who.ts'
import { Page } from '../../ui/page.tsx'
import { appRefusalText } from '../../ui/refusal-text.ts'
import { COPY_LABELS, useCopy } from '../../ui/use-copy.ts'
import { digestOf } from './digest.ts'
import classes from './handover.module.css'
import { readShift } from './read-shift.ts'
import { type Since, sinceChoices } from './since.ts'

const CUSTOM = 'custom'

/** What whoever comes next has to know: made of what the server keeps, to be copied or saved. */
export function Handover(): ReactNode {
  const { preferences, ticker } = useWatchfloor()
  const [choices] = useState(() => sinceChoices(preferences.getState().handedOver, ticker.now()))
  const [since, setSince] = useState<Since>(() => choices[0] as Since)
  const hasBoard = useLive(({ board }) => board !== null)
  return (
    <Page title="Handover" lead="What whoever comes next has to know, as Markdown." width="table" isFilled>
      <div className={classes.since}>
        <SegmentedControl
          size="xs"
          aria-label="Since"
          value={since.id}
          data={[
            ...choices.map(({ id, label }) => ({ value: id, label })),
            { value: CUSTOM, label: 'From…' },
          ]}
          onChange={(id) =>
            setSince(choices.find((one) => one.id === id) ?? { id: CUSTOM, label: '', at: since.at })
          }
        />
        {since.id === CUSTOM && (
          <TextInput
            size="xs"
            type="datetime-local"
            aria-label="Start of the shift"
            defaultValue={fieldText(since.at)}
            max={fieldText(ticker.now())}
            onChange={(event) => {
              const at = readField(event.currentTarget.value)
              if (at !== null && at < ticker.now()) setSince({ id: CUSTOM, label: '', at })
            }}
          />
        )}
      </div>
      {hasBoard ? <Digest from={since.at} /> : <p role="status">Waiting for the board.</p>}
    </Page>
  )
}

function Digest({ from }: { readonly from: Millis }): ReactNode {
  const watchfloor = useWatchfloor()
  const { bridge, preferences, ticker, toasts } = watchfloor
  const [attempt, setAttempt] = useState(0)
  const [text, setText] = useState<string | null>(null)
  const shown = useRef<HTMLPreElement>(null)
  const first = useRef<HTMLButtonElement>(null)
  const [copied, copy] = useCopy(shown)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt is why it is made again
  useEffect(() => {
    let isCurrent = true
    void make(watchfloor, from).then((made) => {
      if (isCurrent) setText(made)
    })
    return () => {
      isCurrent = false
    }
  }, [watchfloor, from, attempt])
  const isMade = text !== null
  useEffect(() => {
    if (isMade) first.current?.focus()
  }, [isMade])
  if (text === null) return <p role="status">Reading the shift…</p>

  const isHandedOver = (): void => preferences.getState().setHandedOver(ticker.now())
  const save = async (): Promise<void> => {
    if (bridge.desktop === undefined) {
      download(text, `handover-${fieldText(ticker.now()).replace(/[T:]/g, '-')}.md`)
      return isHandedOver()
    }
    const answer = await bridge.desktop.saveHandover(text)
    if (answer.ok) {
      isHandedOver()
      toasts.push({ kind: 'result', text: [`Saved: ${lineOf(answer.value)}`], actions: [] })
    } else {
      const refusal = [appRefusalText('Handover not saved', answer)]
      toasts.push({ kind: 'error', key: 'handover', text: refusal, actions: [] })
    }
  }
  return (
    <div className={classes.digest}>
      <div className={classes.acts}>
        <Button
          ref={first}
          size="xs"
          leftSection={<Copy size={14} aria-hidden="true" />}
          onClick={() => void copy(text).then(isHandedOver)}
        >
          {COPY_LABELS[copied]}
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<Download size={14} aria-hidden="true" />}
          onClick={() => void save()}
        >
          Save as a file
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<RotateCw size={14} aria-hidden="true" />}
          onClick={() => setAttempt((count) => count + 1)}
        >
          Make again
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard has to reach it */}
      <pre ref={shown} className={classes.text} role="region" tabIndex={0} aria-label="Digest">
        {text}
      </pre>
    </div>
  )
}

async function make(watchfloor: Watchfloor, from: Millis): Promise<string> {
  const { bridge, live, who, preferences, ticker } = watchfloor
  const { board } = live.getState()
  if (board === null) return ''
  const facts = await readShift(bridge, board, from)
  const now = live.getState()
  const proved = provedAt(now)
  const to = ticker.now()
  const broken = doubtText(doubtsOf(now.board?.health.values() ?? []))
  const asOf = isStale(now) && proved !== null ? `Not receiving: as of ${asOfText(proved, to)}. ` : ''
  const left = now.board?.left_out === undefined ? '' : 'The board is too large to be whole. '
  return digestOf({
    server: hostOf(bridge.server),
    name: actingName(who.getState(), preferences.getState()),
    from,
    to,
    alerts: now.board?.alerts.values() ?? [],
    silences: now.board?.silences.values() ?? [],
    facts,
    doubt: `${asOf}${left}${broken === '' ? '' : `Alerts may be missing: ${broken}.`}`.trim(),
  })
}

function download(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/markdown' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
