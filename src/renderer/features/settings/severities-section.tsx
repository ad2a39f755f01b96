import { Button, NativeSelect } from '@mantine/core'
import { LEVELS, type NamedLevel, type SeverityName } from '@watchfloor/contract'
import { type ReactNode, useEffect, useMemo, useRef } from 'react'
import { LEVEL_NAMES, lineOf } from '../../../shared/alert-words.ts'
import { plural } from '../../../shared/counts.ts'
import { useLive, useWatchfloor } from '../../state/context.ts'
import { useBar, useWhyNot } from '../../state/may.ts'
import { useServed } from '../../state/use-served.ts'
import { COPY_LABELS, useCopy } from '../../ui/use-copy.ts'
import { mapName, mappedTo, parseNames, SEVERITIES } from './map-name.ts'
import { Line, Section } from './section.tsx'
import classes from './settings.module.css'
import { severityLines, unmappedOf, unmappedText } from './unmapped.ts'

const CHOICES: readonly NamedLevel[] = LEVELS.filter((level) => level !== 'unset')

/**
 * Names of severities that nobody mapped (S8), and those that somebody mapped here. A choice holds at once, for the
 * whole team; the same as lines is for whoever keeps the server's configuration in files.
 */
export function SeveritiesSection(): ReactNode {
  const watchfloor = useWatchfloor()
  const counts = useLive(({ board }) => board?.stats?.unmapped_severities)
  const counted = useMemo(() => unmappedOf(counts ?? {}), [counts])
  const { value: served, again } = useServed(SEVERITIES, parseNames)
  const mapped = served?.mapped ?? []
  const lacking = useWhyNot('administer')
  // Numbers come a moment later than what was done.
  const unmapped = counted.filter(({ value }) => mappedTo(mapped, value) === null)
  const names = counted.map(({ value }) => value).join('\n')
  // Somebody else may have mapped one: then others are left.
  // biome-ignore lint/correctness/useExhaustiveDependencies: other names are why it is read again
  useEffect(() => {
    if (served !== undefined) again()
  }, [names])
  const map = (value: string, level: NamedLevel | null): void =>
    void mapName(watchfloor, { value, level, before: mappedTo(mapped, value) }, again)
  const lines = severityLines(mapped)
  return (
    <Section title="Severity names">
      <Line label="Not mapped" said={<span role="status">{unmappedText(unmapped)}</span>} />
      {lacking !== null && unmapped.length > 0 && <Line label="For the whole team" said={lacking} />}
      {unmapped.map(({ value, count }) => (
        <Line key={value} label={lineOf(value)} said={`${plural(count, 'alert')}, treated as a warning.`}>
          <NativeSelect
            size="xs"
            aria-label={`Level of ${lineOf(value)}`}
            aria-description={lacking ?? undefined}
            disabled={lacking !== null}
            data={[
              { value: '', label: 'Choose' },
              ...CHOICES.map((level) => ({ value: level, label: LEVEL_NAMES[level] })),
            ]}
            value=""
            onChange={({ currentTarget }) => {
              const level = CHOICES.find((one) => one === currentTarget.value)
              if (level !== undefined) map(value, level)
            }}
          />
        </Line>
      ))}
      {mapped.map((one) => (
        <Mapped key={one.value} one={one} onTakeBack={() => map(one.value, null)} />
      ))}
      {lines !== '' && <Lines lines={lines} />}
    </Section>
  )
}

function Mapped({
  one: { value, level, by, overruled },
  onTakeBack,
}: {
  readonly one: SeverityName
  readonly onTakeBack: () => void
}): ReactNode {
  const bar = useBar('administer')
  const who = by === undefined ? '' : ` by ${lineOf(by)}`
  const otherwise = overruled === true ? ' The server’s configuration maps it too, and that holds.' : ''
  return (
    <Line label={lineOf(value)} said={`${LEVEL_NAMES[level]}, mapped here${who}.${otherwise}`}>
      <Button
        size="xs"
        variant="default"
        aria-label={`Take back what ${lineOf(value)} means`}
        onClick={onTakeBack}
        {...bar}
      >
        Take back
      </Button>
    </Line>
  )
}

function Lines({ lines }: { readonly lines: string }): ReactNode {
  const shown = useRef<HTMLPreElement>(null)
  const [state, copy] = useCopy(shown)
  return (
    <Line
      label="The same for the server’s configuration"
      said="For whoever keeps it in files. What the configuration says holds from its next start."
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
