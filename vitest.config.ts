import { defineConfig } from 'vitest/config'

const project = (name: string, include: string[], testTimeout: number) => ({
  test: { name, include, environment: 'node', testTimeout, hookTimeout: testTimeout },
})

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      project(
        'unit',
        ['test/contract/**/*.test.ts', 'test/client/**/*.test.ts', 'test/architecture/**/*.test.ts'],
        20_000,
      ),
      project('server', ['test/server/**/*.test.ts'], 30_000),
      project('faults', ['test/faults/**/*.test.ts'], 90_000),
      project('interop', ['test/interop/**/*.test.ts'], 180_000),
    ],
  },
})
