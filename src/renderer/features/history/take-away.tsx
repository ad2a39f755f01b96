import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useWatchfloor } from '../../state/context.ts'
import classes from './history.module.css'

/** One thing that is shown, as columns. */
export type Shown = Readonly<Record<string, string | number | null>>

export interface TakeAwayProps {
  /** What is shown, when it is asked for. */
  readonly rows: () => readonly Shown[]
  /** Of the file, without its ending. */
  readonly name: string
  readonly isEmpty: boolean
}

/** What is shown, as a file; where the app has no files of its own, on the clipboard. */
export function TakeAway({ rows, name, isEmpty }: TakeAwayProps): ReactNode {
  const { bridge, actions } = useWatchfloor()
  const isDesk = bridge.desktop !== undefined
  const take = (ending: 'json' | 'csv'): void => {
    const text = ending === 'csv' ? toCsv(rows()) : `${JSON.stringify(rows(), null, 2)}\n`
    if (!isDesk) return save(text, `${name}.${ending}`)
    const refused = (): void => actions.tell('Not copied: the system did not allow it.')
    navigator.clipboard.writeText(text).then(() => actions.tell(`${rows().length} lines copied.`), refused)
  }
  return (
    <span role="group" aria-label="Take away what is shown" className={classes.takeAway}>
      {(['csv', 'json'] as const).map((ending) => (
        <Button key={ending} size="xs" variant="default" disabled={isEmpty} onClick={() => take(ending)}>
          {isDesk ? 'Copy as' : 'Save as'} {ending.toUpperCase()}
        </Button>
      ))}
    </span>
  )
}

/** What spreadsheets take for the begin of a formula, white space before it or not. */
const FORMULA = /^\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/u

/** RFC 4180, and a sheet runs no text that begins as a formula does. */
export function toCsv(rows: readonly Shown[]): string {
  const names = Object.keys(rows[0] ?? {})
  const cell = (value: Shown[string] | undefined): string => {
    const text = value == null ? '' : String(value)
    const plain = typeof value === 'string' && FORMULA.test(text) ? `'${text}` : text
    return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
  }
  const lines = [names.map(cell), ...rows.map((row) => names.map((name) => cell(row[name])))]
  return `${lines.map((line) => line.join(',')).join('\r\n')}\r\n`
}

function save(text: string, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text]))
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
