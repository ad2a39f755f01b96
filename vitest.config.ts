import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { BUDGET } from './test/support/chance.ts'

// Programs that tests start again and again need not be compiled each time.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/node')

interface Project {
  readonly name: string
  /** Folders of `test/`. A folder that has no tests yet is no failure. */
  readonly folders: readonly string[]
  /** Folders of those that belong to another project. */
  readonly except?: readonly string[]
  readonly environment?: 'node' | 'happy-dom'
  /** Milliseconds that a test or a hook may take before it counts as hanging. */
  readonly patience: number
  /** Its files run one after the other: they make packages in the same folder. */
  readonly oneByOne?: true
}

/** What of the server decides, keeps and computes, tested without its doors. */
const LOGIC = [
  'alertmanager',
  'alerts',
  'commands',
  'config',
  'core',
  'health',
  'inhibition',
  'ledger',
  'log',
  'silences',
  'sources',
  'storage',
  'upstreams',
].map((folder) => `server/${folder}`)

/** What of it needs a PostgreSQL, which `npm run test:quick` does without. */
const POSTGRES = 'server/storage/postgres'

/** In the order in which they run: what mostly waits for programs first, beside the browser tests, which do not. */
const PROJECTS: readonly Project[] = [
  { name: 'interop', folders: ['interop'], patience: 180_000 },
  {
    name: 'faults',
    folders: ['faults'],
    except: BUDGET < 1 ? ['faults/every-night'] : [],
    patience: 180_000,
  },
  { name: 'server', folders: ['server'], except: LOGIC, patience: 60_000 },
  { name: 'postgres', folders: [POSTGRES], patience: 60_000 },
  { name: 'logic', folders: LOGIC, except: [POSTGRES], patience: 60_000 },
  {
    name: 'unit',
    folders: [
      'contract',
      'client',
      'shared',
      'main',
      'scripts',
      'deploy',
      'architecture',
      'support',
      'looks',
    ],
    patience: 40_000,
  },
  // What takes a fresh system of its own: npm run test:install.
  { name: 'install', folders: ['install'], patience: 600_000, oneByOne: true },
  { name: 'renderer', folders: ['renderer'], environment: 'happy-dom', patience: 40_000 },
]

/** Within a project the longest first, as far as is known; vitest itself takes the projects by their names. */
class ProjectsInOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ project }: TestSpecification): number =>
      PROJECTS.findIndex(({ name }) => name === project.name)
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b))
  }
}

export default defineConfig({
  test: {
    // What starts whole programs mostly waits for them, so that a third finds work on two processors, too.
    maxWorkers: 3,
    sequence: { sequencer: ProjectsInOrder },
    projects: PROJECTS.map(({ name, folders, except = [], environment = 'node', patience, oneByOne }) => ({
      test: {
        name,
        environment,
        // The files of a worker share what they import, and whatever changes it would disturb the next: none may.
        isolate: false,
        ...(oneByOne && { fileParallelism: false }),
        include: folders.map((folder) => `test/${folder}/**/*.test.{ts,tsx}`),
        exclude: except.map((folder) => `test/${folder}/**`),
        testTimeout: patience * Math.max(1, BUDGET),
        hookTimeout: patience * Math.max(1, BUDGET),
        // A second is not always enough on a machine that is busy.
        expect: { poll: { timeout: 20_000 } },
        setupFiles: [
          environment === 'node'
            ? 'test/support/http/answer-check.setup.ts'
            : 'test/renderer/support/patience.setup.ts',
        ],
      },
    })),
  },
})
