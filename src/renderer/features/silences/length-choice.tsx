import { Chip, TextInput } from '@mantine/core'
import type { Millis } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { fieldText, formatMoment, nextMorning, readField } from '../../../shared/times.ts'
import { useTicking } from '../../state/context.ts'
import { endOf, type Length, SPANS } from './draft.ts'
import styles from './silences.module.css'

export interface LengthChoiceProps {
  readonly length: Length
  readonly onChange: (length: Length) => void
}

const LOOK = {
  variant: 'outline',
  radius: 'sm',
  styles: { label: { borderColor: 'var(--wf-control-border)', backgroundColor: 'var(--wf-raised)' } },
} as const

const DAY = 24 * 60 * 60_000

/** How long it lasts, with the end shown as a time. There is no "for ever". */
export function LengthChoice({ length, onChange }: LengthChoiceProps): ReactNode {
  const minute = useTicking(({ now }) => Math.floor(now() / 60_000) * 60_000)
  const ends = endOf(length, minute)
  const morning = nextMorning(minute)
  const chosen = length.kind === 'span' ? `${length.ms}` : length.at === morning ? 'morning' : 'custom'
  const choose = (value: string): void => {
    if (value === 'morning') onChange({ kind: 'until', at: morning })
    else if (value === 'custom') onChange({ kind: 'until', at: ends })
    else onChange({ kind: 'span', ms: Number(value) })
  }
  return (
    <fieldset className={styles.fieldset}>
      <legend>How long</legend>
      <Chip.Group value={chosen} onChange={(value) => choose(value as string)}>
        <div className={styles.chips}>
          {SPANS.map(({ label, ms }) => (
            <Chip key={ms} value={`${ms}`} {...LOOK}>
              {label}
            </Chip>
          ))}
          <Chip value="morning" {...LOOK}>
            until 08:00
          </Chip>
          <Chip value="custom" {...LOOK}>
            custom
          </Chip>
        </div>
      </Chip.Group>
      {chosen === 'custom' && (
        <TextInput
          type="datetime-local"
          label="Until"
          className={styles.until}
          value={ends === null ? '' : fieldText(ends)}
          min={fieldText(minute)}
          onChange={(event) => onChange({ kind: 'until', at: readField(event.currentTarget.value) })}
        />
      )}
      <p className={styles.hint} role="status">
        {ends === null ? 'Choose an end.' : endText(ends, minute)}
      </p>
    </fieldset>
  )
}

function endText(ends: Millis, now: Millis): string {
  if (ends <= now) return 'That end has passed. Choose a later one.'
  const long = ends - now > DAY ? ' That is longer than a day.' : ''
  return `Ends ${formatMoment(ends).replace(/:\d\d$/, '')}.${long}`
}
