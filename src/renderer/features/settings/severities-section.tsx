import { Button, NativeSelect } from '@mantine/core'
import { LEVELS, type Level } from '@watchfloor/contract'
import { type ReactNode, useMemo, useRef, useState } from 'react'
import { LEVEL_NAMES, lineOf } from '../../../shared/alert-words.ts'
import { plural } from '../../../shared/counts.ts'
import { useLive } from '../../state/context.ts'
import { COPY_LABELS, useCopy } from '../../ui/use-copy.ts'
import { Line, Section } from './section.tsx'
import classes from './settings.module.css'
import { severityLines, unmappedOf, unmappedText } from './unmapped.ts'

const CHOICES = LEVELS.filter((level) => level !== 'unset')

/**
 * Severity names that nobody mapped (S8). The mapping is the team's, and stands in the server's configuration: what is
 * chosen here becomes the lines to write there.
 */
export function SeveritiesSection(): ReactNode {
  const counts = useLive(({ board }) => board?.stats?.unmapped_severities)
  const unmapped = useMemo(() => unmappedOf(counts ?? {}), [counts])
  const [chosen, setChosen] = useState<Readonly<Record<string, Level>>>({})
  const lines = severityLines(unmapped, chosen)
  return (
    <Section title="Severity names">
      <Line label="Not mapped" said={<span role="status">{unmappedText(unmapped)}</span>} />
      {unmapped.map(({ value, count }) => (
        <Line key={value} label={lineOf(value)} said={`${plural(count, 'alert')}, treated as a warning.`}>
          <NativeSelect
            size="xs"
            aria-label={`Level of ${lineOf(value)}`}
            data={[
              { value: '', label: 'Choose' },
              ...CHOICES.map((level) => ({ value: level, label: LEVEL_NAMES[level] })),
            ]}
            value={chosen[value] ?? ''}
            onChange={({ currentTarget }) => setChosen(withLevel(chosen, value, currentTarget.value))}
          />
        </Line>
      ))}
      {lines !== '' && <Lines lines={lines} />}
    </Section>
  )
}

function Lines({ lines }: { readonly lines: string }): ReactNode {
  const shown = useRef<HTMLPreElement>(null)
  const [state, copy] = useCopy(shown)
  return (
    <Line
      label="For the server’s configuration"
      said="For the whole team. Whoever runs this server adds these lines and starts it anew."
    >
      <pre ref={shown} className={classes.lines}>
        {lines}
      </pre>
      <Button size="xs" variant="default" onClick={() => void copy(lines)}>
        {COPY_LABELS[state]}
      </Button>
    </Line>
  )
}

function withLevel(
  chosen: Readonly<Record<string, Level>>,
  value: string,
  text: string,
): Readonly<Record<string, Level>> {
  const level = CHOICES.find((one) => one === text)
  const others = Object.entries(chosen).filter(([name]) => name !== value)
  return Object.fromEntries(level === undefined ? others : [...others, [value, level]])
}
