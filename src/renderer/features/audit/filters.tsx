import { Autocomplete, Button, NativeSelect, TextInput } from '@mantine/core'
import type { AuditResult } from '@watchfloor/contract'
import { type FormEvent, type ReactNode, useEffect, useState } from 'react'
import classes from './audit.module.css'
import { ANYTHING, type Looked, RESULTS } from './audit-query.ts'
import { RESULT_WORDS } from './audit-words.ts'

/** What acts begin with, for who does not know their names. */
const ACTS = ['alert', 'silence', 'token', 'session', 'purge', 'connection', 'config', 'audit', 'ingest']

const RESULT_CHOICES = [
  { value: '', label: 'anything' },
  ...RESULTS.map((value) => ({
    value,
    label: value === 'refused' ? 'all but what was done' : RESULT_WORDS[value as AuditResult],
  })),
]

export interface FiltersProps {
  readonly looked: Looked
  readonly onChange: (looked: Looked) => void
}

/** Who, what, with what result, and when; taken with Enter or the button. */
export function Filters({ looked, onChange }: FiltersProps): ReactNode {
  const [typed, setTyped] = useState(looked)
  useEffect(() => setTyped(looked), [looked])
  const set = (part: Partial<Looked>): void => setTyped({ ...typed, ...part })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    onChange(typed)
  }
  return (
    <form className={classes.filters} aria-label="Look for" data-region="Filter" onSubmit={submit}>
      <TextInput
        size="xs"
        label="Who"
        placeholder="name, credential, address"
        value={typed.who}
        onChange={(event) => set({ who: event.currentTarget.value })}
        autoComplete="off"
        maxLength={200}
      />
      <Autocomplete
        size="xs"
        label="What"
        placeholder="silence"
        data={ACTS}
        value={typed.what}
        onChange={(what) => set({ what })}
        autoComplete="off"
        maxLength={200}
      />
      <NativeSelect
        size="xs"
        label="Result"
        data={RESULT_CHOICES}
        value={typed.result}
        onChange={(event) => set({ result: event.currentTarget.value })}
      />
      <TextInput
        size="xs"
        type="datetime-local"
        label="From"
        value={typed.from}
        onChange={(event) => set({ from: event.currentTarget.value })}
      />
      <TextInput
        size="xs"
        type="datetime-local"
        label="To"
        value={typed.to}
        onChange={(event) => set({ to: event.currentTarget.value })}
      />
      <div className={classes.buttons}>
        <Button size="xs" type="submit">
          Show
        </Button>
        <Button size="xs" variant="default" onClick={() => onChange(ANYTHING)}>
          Clear
        </Button>
      </div>
    </form>
  )
}
