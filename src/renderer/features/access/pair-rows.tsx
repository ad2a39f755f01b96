import { Button, CloseButton, TextInput } from '@mantine/core'
import { largest } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import classes from './access.module.css'
import type { Pair } from './token-draft.ts'

export interface PairRowsProps {
  readonly legend: string
  readonly meaning: string
  /** Of one line, for who hears it. */
  readonly what: string
  readonly pairs: readonly Pair[]
  readonly onChange: (pairs: readonly Pair[]) => void
}

/** Labels with their values, as many as somebody likes. */
export function PairRows({ legend, meaning, what, pairs, onChange }: PairRowsProps): ReactNode {
  const change = (key: number, part: Partial<Pair>): void =>
    onChange(pairs.map((pair) => (pair.key === key ? { ...pair, ...part } : pair)))
  const add = (): void => {
    const key = largest([0, ...pairs.map((pair) => pair.key)]) + 1
    onChange([...pairs, { key, label: '', value: '' }])
  }
  return (
    <fieldset className={classes.fieldset}>
      <legend>{legend}</legend>
      <p className={classes.hint}>{meaning}</p>
      {pairs.map(({ key, label, value }, index) => (
        <div key={key} className={classes.pair}>
          <TextInput
            aria-label={`Label ${index + 1} of ${what}`}
            placeholder="team"
            value={label}
            onChange={(event) => change(key, { label: event.currentTarget.value })}
            autoComplete="off"
          />
          <span aria-hidden="true">=</span>
          <TextInput
            aria-label={`Value ${index + 1} of ${what}`}
            placeholder="payments"
            value={value}
            onChange={(event) => change(key, { value: event.currentTarget.value })}
            autoComplete="off"
          />
          <CloseButton
            aria-label={`Remove line ${index + 1} of ${what}`}
            onClick={() => onChange(pairs.filter((pair) => pair.key !== key))}
          />
        </div>
      ))}
      <Button size="xs" variant="default" onClick={add}>
        Add a label
      </Button>
    </fieldset>
  )
}
