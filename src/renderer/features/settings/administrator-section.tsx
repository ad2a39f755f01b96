import type { ReactNode } from 'react'
import type { AdministratorState } from '../../../shared/administered.ts'
import { Line, Section } from './section.tsx'

/** Where an administrator's settings stand, and whether they count. */
export function AdministratorSection({
  administrator: { place, locked, trouble },
}: {
  readonly administrator: AdministratorState
}): ReactNode {
  return (
    <Section title="Administrator">
      <Line
        label="Settings for this computer"
        said={
          trouble === null
            ? `From ${place}. ${locked.length === 0 ? 'You may change all of them.' : 'You may change what is not marked.'}`
            : `None of them count: ${place}: ${trouble}. Tell your administrator.`
        }
      />
    </Section>
  )
}
