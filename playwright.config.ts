import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { BUDGET } from './test/support/chance.ts'

/** The first of these programs that is there, unless another is named; undefined for Playwright's own. */
function chromiumOf(...debian: readonly string[]): string | undefined {
  return process.env.TEST_CHROMIUM ?? debian.find((path) => existsSync(path))
}

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

function headless(executablePath: string | undefined) {
  return {
    browserName: 'chromium',
    headless: true,
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      // Chromium's own sandbox refuses to run as root.
      args: process.getuid?.() === 0 ? [...quiet, '--no-sandbox'] : quiet,
    },
  } as const
}

const whole = headless(chromiumOf('/usr/bin/chromium'))
/** Every day the same engine without a browser's windows and menus, which take a third of the time and show nobody anything. */
const everyday =
  BUDGET < 1 ? headless(chromiumOf('/usr/bin/chromium-headless-shell', '/usr/bin/chromium')) : whole

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
      use: everyday,
    },
    {
      name: 'preview',
      testDir: 'test/looks',
      testMatch: '*.setup.ts',
    },
    {
      name: 'axe',
      testDir: 'test/looks',
      testMatch: 'axe.spec.ts',
      timeout: 240_000,
      dependencies: ['preview'],
      use: everyday,
    },
    // Letters stand in pictures as in a whole browser, by fractions of a pixel.
    {
      name: 'looks',
      testDir: 'test/looks',
      testMatch: 'looks.spec.ts',
      timeout: 240_000,
      dependencies: ['preview'],
      use: whole,
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
