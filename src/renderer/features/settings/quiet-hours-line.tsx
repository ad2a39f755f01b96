import { Switch, TextInput } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import type { QuietHours } from '../../../shared/settings.ts'
import { changeSettings } from '../../state/change-settings.ts'
import { useWatchfloor } from '../../state/context.ts'
import { useLocked } from '../../state/locked.ts'
import { Line } from './section.tsx'
import classes from './settings.module.css'
import { readTimeOfDay } from './time-of-day.ts'

const USUAL: QuietHours = { from: '22:00', to: '07:00' }

/** From when to when everything but criticals is held back. */
export function QuietHoursLine({ saved }: { readonly saved: QuietHours | null }): ReactNode {
  const watchfloor = useWatchfloor()
  const isLocked = useLocked('quiet_hours')
  const [typed, setTyped] = useState(saved ?? USUAL)
  useEffect(() => {
    if (saved !== null) setTyped(saved)
  }, [saved])
  const read = readHours(typed)
  const set = (next: QuietHours | null): void => {
    const said =
      next === null
        ? 'Quiet hours are off.'
        : `Quiet from ${next.from} to ${next.to}. Only criticals notify then.`
    void changeSettings(watchfloor, { quiet_hours: next }, said)
  }
  /** While a time is typed it is not complete: it is taken when the field is left. What is none stays, and is said. */
  const take = (): void => {
    if (saved === null || read.hours === null) return
    setTyped(read.hours)
    if (read.hours.from !== saved.from || read.hours.to !== saved.to) set(read.hours)
  }
  const field = (which: 'from' | 'to'): ReactNode => (
    <TextInput
      size="xs"
      className={classes.hour}
      aria-label={`Quiet hours ${which}`}
      error={readTimeOfDay(typed[which]) === null}
      leftSection={<span aria-hidden="true">{which}</span>}
      leftSectionWidth={44}
      inputMode="numeric"
      autoComplete="off"
      maxLength={5}
      value={typed[which]}
      onChange={(event) => setTyped({ ...typed, [which]: event.currentTarget.value })}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take()
      }}
    />
  )
  return (
    <Line
      label="Quiet hours"
      said={<span role="status">{isLocked ? lockedTo(saved) : saidOf(saved, read.said)}</span>}
      isLocked={isLocked}
    >
      {saved !== null && (
        <>
          {field('from')}
          {field('to')}
        </>
      )}
      <Switch
        aria-label="Quiet hours"
        classNames={{ track: classes.track }}
        checked={saved !== null}
        onChange={(event) => set(event.currentTarget.checked ? (read.hours ?? USUAL) : null)}
      />
    </Line>
  )
}

function saidOf(saved: QuietHours | null, read: string): string {
  return saved === null ? 'Off. On, only criticals notify then.' : read
}

function lockedTo(saved: QuietHours | null): string {
  return saved === null ? 'Off.' : `From ${saved.from} to ${saved.to}. Only criticals notify then.`
}

function readHours(typed: QuietHours): { readonly hours: QuietHours | null; readonly said: string } {
  const from = readTimeOfDay(typed.from)
  const to = readTimeOfDay(typed.to)
  if (from === null || to === null)
    return { hours: null, said: 'A time looks like 22:00. Nothing changed yet.' }
  if (from === to) return { hours: null, said: 'From and to are the same: that holds back nothing.' }
  return { hours: { from, to }, said: 'Only criticals notify then.' }
}
