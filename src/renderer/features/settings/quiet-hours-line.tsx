import { Switch, TextInput } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import type { QuietHours } from '../../../shared/settings.ts'
import { changeSettings } from '../../state/change-settings.ts'
import { useWatchfloor } from '../../state/context.ts'
import { Line } from './section.tsx'
import classes from './settings.module.css'

const USUAL: QuietHours = { from: '22:00', to: '07:00' }

/** From when to when everything but criticals is held back. */
export function QuietHoursLine({ saved }: { readonly saved: QuietHours | null }): ReactNode {
  const watchfloor = useWatchfloor()
  const [hours, setHours] = useState(saved ?? USUAL)
  useEffect(() => {
    if (saved !== null) setHours(saved)
  }, [saved])
  const isEmpty = hours.from === hours.to
  const set = (next: QuietHours | null): void => {
    const said =
      next === null
        ? 'Quiet hours are off.'
        : `Quiet from ${next.from} to ${next.to}. Only criticals notify then.`
    void changeSettings(watchfloor, { quiet_hours: next }, said)
  }
  /** While a time is typed it is not complete; it is taken when the field is left. */
  const take = (): void => {
    if (saved === null || isEmpty || hours.from === '' || hours.to === '') return setHours(saved ?? USUAL)
    if (hours.from !== saved.from || hours.to !== saved.to) set(hours)
  }
  const field = (which: 'from' | 'to', label: string): ReactNode => (
    <TextInput
      type="time"
      size="xs"
      className={classes.hour}
      aria-label={`Quiet hours ${which}`}
      leftSection={<span aria-hidden="true">{label}</span>}
      leftSectionWidth={44}
      value={hours[which]}
      onChange={(event) => setHours({ ...hours, [which]: event.currentTarget.value.slice(0, 5) })}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take()
      }}
    />
  )
  return (
    <Line
      label="Quiet hours"
      said={isEmpty ? 'From and to are the same: nothing would be held back.' : 'Only criticals notify then.'}
    >
      {saved !== null && (
        <>
          {field('from', 'from')}
          {field('to', 'to')}
        </>
      )}
      <Switch
        aria-label="Quiet hours"
        checked={saved !== null}
        onChange={(event) => set(event.currentTarget.checked ? (isEmpty ? USUAL : hours) : null)}
      />
    </Line>
  )
}
