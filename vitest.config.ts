import { defineConfig } from 'vitest/config'

interface Project {
  readonly name: string
  /** Folders of `test/`. A folder that has no tests yet is no failure. */
  readonly folders: readonly string[]
  readonly environment?: 'node' | 'happy-dom'
  /** Milliseconds that a test or a hook may take before it counts as hanging. */
  readonly patience: number
}

const PROJECTS: readonly Project[] = [
  {
    name: 'unit',
    folders: ['contract', 'client', 'shared', 'main', 'scripts', 'architecture', 'support'],
    patience: 40_000,
  },
  { name: 'server', folders: ['server'], patience: 60_000 },
  { name: 'renderer', folders: ['renderer'], environment: 'happy-dom', patience: 40_000 },
  { name: 'faults', folders: ['faults'], patience: 90_000 },
  { name: 'interop', folders: ['interop'], patience: 180_000 },
]

export default defineConfig({
  test: {
    // Faults and interop start whole programs; more at once than two would only wait for each other.
    maxWorkers: 2,
    projects: PROJECTS.map(({ name, folders, environment = 'node', patience }) => ({
      test: {
        name,
        environment,
        include: folders.map((folder) => `test/${folder}/**/*.test.{ts,tsx}`),
        testTimeout: patience,
        hookTimeout: patience,
        setupFiles: environment === 'node' ? ['test/support/http/answer-check.setup.ts'] : [],
      },
    })),
  },
})
