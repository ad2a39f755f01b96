import { Radio } from '@mantine/core'
import type { ReactNode } from 'react'
import { TIME_ZONES, zoneName } from '../../../shared/times.ts'
import { usePreferences, useTicking, useWatchfloor } from '../../state/context.ts'
import { SCHEME_NAMES, setDensity, setScheme, setZone, ZONE_NAMES } from '../../state/preference-changes.ts'
import { DENSITIES, DENSITY_MEANINGS, SCHEMES } from '../../state/preferences.ts'
import { Line, Section } from './section.tsx'
import classes from './settings.module.css'

/** How the board looks to this person. */
export function LookSection(): ReactNode {
  const watchfloor = useWatchfloor()
  const { scheme, density, zone } = usePreferences((preferences) => preferences)
  const now = useTicking((ticker) => zoneName(ticker.now()))
  return (
    <Section title="Look">
      <Line label="Light or dark">
        <Choice
          label="Light or dark"
          value={scheme}
          choices={SCHEMES.map((one) => [one, SCHEME_NAMES[one]])}
          choose={(next) => setScheme(watchfloor, next)}
        />
      </Line>
      <Line label="Row height" said="On a phone rows have two lines.">
        <Choice
          label="Row height"
          value={density}
          choices={DENSITIES.map((one) => [one, DENSITY_MEANINGS[one]])}
          choose={(next) => setDensity(watchfloor, next)}
        />
      </Line>
      <Line label="Time zone" said={`Every time is in it: ${now} now.`}>
        <Choice
          label="Time zone"
          value={zone}
          choices={TIME_ZONES.map((one) => [one, ZONE_NAMES[one]])}
          choose={(next) => setZone(watchfloor, next)}
        />
      </Line>
    </Section>
  )
}

interface ChoiceProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly choices: readonly (readonly [value: T, word: string])[]
  readonly choose: (value: T) => void
}

function Choice<T extends string>({ label, value, choices, choose }: ChoiceProps<T>): ReactNode {
  return (
    <Radio.Group aria-label={label} value={value} onChange={(next) => choose(next as T)}>
      <div className={classes.radios}>
        {choices.map(([one, word]) => (
          <Radio key={one} value={one} label={word} />
        ))}
      </div>
    </Radio.Group>
  )
}
