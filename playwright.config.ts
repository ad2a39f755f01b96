import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { BUDGET } from './test/support/chance.ts'

const debian = '/usr/bin/chromium'
const executablePath = process.env.TEST_CHROMIUM ?? (existsSync(debian) ? debian : undefined)

// Programs that tests start again and again need not be compiled each time.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/node')

/** Chromium asks several services of its maker at start; tests talk to loopback only. */
const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const chromium = {
  browserName: 'chromium',
  headless: true,
  viewport: { width: 1440, height: 900 },
  launchOptions: {
    ...(executablePath === undefined ? {} : { executablePath }),
    // Chromium's own sandbox refuses to run as root.
    args: process.getuid?.() === 0 ? [...quiet, '--no-sandbox'] : quiet,
  },
} as const

export default defineConfig({
  // Each test has its own ports, screen, session bus and folders.
  workers: 2,
  fullyParallel: true,
  outputDir: 'test-results',
  // A client that lost its server asks again after up to several seconds, by design.
  expect: { timeout: 20_000 },
  projects: [
    {
      name: 'browser',
      testDir: 'test/e2e',
      timeout: 120_000,
      use: chromium,
    },
    {
      name: 'preview',
      testDir: 'test/looks',
      testMatch: '*.setup.ts',
    },
    {
      name: 'looks',
      testDir: 'test/looks',
      testMatch: '*.spec.ts',
      timeout: 240_000,
      dependencies: ['preview'],
      use: chromium,
    },
    // First of all, which Electron the desktop tests run on.
    { name: 'electron', testDir: 'test/desktop', testMatch: '*.setup.ts' },
    {
      name: 'desktop',
      testDir: 'test/desktop',
      testMatch: '*.spec.ts',
      // Every day the app's own tests show well enough that it stands in.
      testIgnore: BUDGET < 1 ? 'stand-in*.spec.ts' : [],
      timeout: 150_000,
      dependencies: ['electron'],
    },
  ],
})
