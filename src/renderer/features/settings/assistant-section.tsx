import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { Line, Section } from './section.tsx'

/** The first-run assistant again, as a whole or its last step alone. */
export function AssistantSection(): ReactNode {
  return (
    <Section title="Drill and assistant">
      <Line label="Drill" said="One test critical through the server to this desk, with its times.">
        <Button component="a" href="#/welcome?step=4" variant="default" size="xs">
          Run a drill…
        </Button>
      </Line>
      <Line label="First-run assistant" said="Server, you, can we reach you, drill.">
        <Button component="a" href="#/welcome?step=1" variant="default" size="xs">
          Start it again…
        </Button>
      </Line>
    </Section>
  )
}
