import { Autocomplete, Button, CloseButton, NativeSelect } from '@mantine/core'
import { largest, type Operator } from '@watchfloor/contract'
import { type ReactNode, useMemo } from 'react'
import { useWatchfloor } from '../../state/context.ts'
import { emptyRow, type MatcherRow, OPERATORS } from './matcher-list.ts'
import styles from './silences.module.css'

export interface MatcherRowsProps {
  readonly rows: readonly MatcherRow[]
  /** Why a row cannot be read. */
  readonly wrong: ReadonlyMap<number, string>
  /** How many firing alerts each row alone takes. */
  readonly hits: ReadonlyMap<number, number>
  readonly onChange: (rows: readonly MatcherRow[]) => void
}

/** Label, operator and value of each matcher, with completion from the board. */
export function MatcherRows({ rows, wrong: reasons, hits, onChange }: MatcherRowsProps): ReactNode {
  const known = useKnownLabels()
  const change = (key: number, part: Partial<MatcherRow>): void =>
    onChange(rows.map((row) => (row.key === key ? { ...row, ...part } : row)))
  return (
    <fieldset className={styles.fieldset}>
      <legend>Matchers</legend>
      {rows.map((row, index) => {
        const wrong = reasons.get(row.key) ?? null
        return (
          <div key={row.key}>
            <div className={styles.matcher}>
              <Autocomplete
                aria-label={`Label ${index + 1}`}
                value={row.name}
                onChange={(name) => change(row.key, { name })}
                onBlur={() => row.name !== row.name.trim() && change(row.key, { name: row.name.trim() })}
                data={[...known.keys()]}
                limit={12}
                autoComplete="off"
              />
              <NativeSelect
                aria-label={`Operator ${index + 1}`}
                value={row.operator}
                onChange={(event) => change(row.key, { operator: event.currentTarget.value as Operator })}
                data={[...OPERATORS]}
              />
              <Autocomplete
                aria-label={`Value ${index + 1}`}
                value={row.value}
                onChange={(value) => change(row.key, { value })}
                data={[...(known.get(row.name) ?? [])]}
                limit={12}
                autoComplete="off"
                error={wrong !== null}
              />
              <span className={styles.hits}>{hits.get(row.key) ?? ''}</span>
              <CloseButton
                aria-label={`Remove matcher ${index + 1}`}
                disabled={rows.length === 1}
                onClick={() => onChange(rows.filter(({ key }) => key !== row.key))}
              />
            </div>
            {wrong !== null && (
              <p role="alert" className={styles.wrong}>
                {wrong}
              </p>
            )}
          </div>
        )
      })}
      <Button
        size="xs"
        variant="default"
        onClick={() => onChange([...rows, emptyRow(largest(rows.map(({ key }) => key)) + 1)])}
      >
        Add a matcher
      </Button>
    </fieldset>
  )
}

/** Label names of the board when the form opens, each with its values. */
function useKnownLabels(): ReadonlyMap<string, ReadonlySet<string>> {
  const { live } = useWatchfloor()
  return useMemo(() => {
    const known = new Map<string, Set<string>>()
    for (const { labels } of live.getState().board?.alerts.values() ?? []) {
      for (const [name, value] of Object.entries(labels)) {
        const values = known.get(name)
        if (values === undefined) known.set(name, new Set([value]))
        else values.add(value)
      }
    }
    return new Map([...known].sort(([a], [b]) => (a < b ? -1 : 1)))
  }, [live])
}
