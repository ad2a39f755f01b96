import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './assistant.module.css'
import { goToStep } from './steps.ts'

export interface StepFootProps {
  readonly step: 2 | 3 | 4
  /** Leaves the assistant for good. */
  readonly onFinish: () => void
  /** What goes on; nothing while it cannot. */
  readonly children?: ReactNode
}

/** Back, over this step, on; and out of the assistant. */
export function StepFoot({ step, onFinish, children }: StepFootProps): ReactNode {
  const next = step === 2 ? 3 : 4
  return (
    <div className={classes.foot}>
      <Button variant="default" onClick={() => goToStep(step === 2 ? 1 : step === 3 ? 2 : 3)}>
        Back
      </Button>
      <span className={classes.space} />
      {step !== 4 && (
        <>
          <Button variant="subtle" className={classes.rest} onClick={onFinish}>
            Skip the rest
          </Button>
          <Button variant="default" onClick={() => goToStep(next)}>
            Skip
          </Button>
        </>
      )}
      {children}
    </div>
  )
}
