import { Button } from '@mantine/core'
import { CircleCheck, CircleDashed } from 'lucide-react'
import { type ReactNode, useEffect, useMemo } from 'react'
import { useStore } from 'zustand'
import { useWatchfloor } from '../../state/context.ts'
import { afterInPage } from '../../ui/after-in-page.ts'
import classes from './assistant.module.css'
import { createDrill, type DrillState, PARTS, type Part } from './drill.ts'
import { isPassed, missingText, PART_WORDS, secondsText } from './drill-words.ts'
import { StepFoot } from './step-foot.tsx'

/** One test critical through the server, ticked off part by part. */
export function DrillStep({ onFinish }: { readonly onFinish: () => void }): ReactNode {
  const watchfloor = useWatchfloor()
  const drill = useMemo(
    () => createDrill({ watchfloor, after: afterInPage, newId: () => crypto.randomUUID().slice(0, 8) }),
    [watchfloor],
  )
  useEffect(() => drill.stop, [drill])
  const state = useStore(drill)
  const hasRun = state.isRunning || state.refusal !== null || state.alert !== null
  const passed = isPassed(state)
  return (
    <div className={classes.step}>
      <p className={classes.note}>
        One critical, marked TEST, goes through the server. Everybody sees it. It ends by itself after 2 min.
      </p>
      <div className={classes.test}>
        <Button variant={hasRun ? 'default' : 'filled'} onClick={() => void drill.run()}>
          {hasRun ? 'Run it again' : 'Run the drill'}
        </Button>
        <Take state={state} />
      </div>
      {hasRun && (
        <ol className={classes.parts} aria-live="polite">
          {PARTS.map((part) => (
            <PartLine key={part} part={part} state={state} />
          ))}
        </ol>
      )}
      <p className={classes.done} role="status">
        {passed ? 'You are on the floor.' : ''}
      </p>
      <StepFoot step={4} onFinish={onFinish}>
        <Button variant={passed ? 'filled' : 'default'} onClick={onFinish}>
          Go to the board
        </Button>
      </StepFoot>
    </div>
  )
}

/** Where it can be acknowledged without leaving: the notification has the same button. */
function Take({ state: { alert } }: { readonly state: DrillState }): ReactNode {
  const { actions } = useWatchfloor()
  if (alert === null || alert.status === 'resolved' || alert.acknowledged_by !== null) return null
  return (
    <>
      <Button onClick={() => void actions.acknowledge([alert])}>Acknowledge</Button>
      <span className={classes.detail}>Here, or on the notification.</span>
    </>
  )
}

function PartLine({ part, state }: { readonly part: Part; readonly state: DrillState }): ReactNode {
  const time = state.times[part]
  const missing = missingText(state, part)
  const isDone = time !== undefined
  return (
    <li className={classes.part} data-done={isDone || undefined} data-missing={missing !== '' || undefined}>
      {isDone ? <CircleCheck size={16} aria-hidden="true" /> : <CircleDashed size={16} aria-hidden="true" />}
      <span className={classes.partName}>{PART_WORDS[part]}</span>
      <span>{isDone ? secondsText(time) : missing}</span>
    </li>
  )
}
