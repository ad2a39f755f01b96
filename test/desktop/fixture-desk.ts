import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { DesktopApp } from '../support/desktop/desktop-app.ts'

/** A small app with a preload and a page behind its own scheme, to test what runs it. */
export const FIXTURE_APP: string = join(import.meta.dirname, 'fixture-app')

/** What its preload exposes. */
interface Exposed {
  readonly echo: (value: unknown) => Promise<unknown>
  readonly fail: () => Promise<unknown>
  readonly nobody: () => Promise<unknown>
  readonly sender: () => Promise<unknown>
  readonly send: (text: string) => void
  readonly onPush: (listener: (value: unknown) => void) => () => void
  readonly double: (value: number) => number
  readonly apply: (callback: (value: number) => number, value: number) => number
  readonly nested: { readonly list: readonly unknown[] }
  readonly require: (name: string) => readonly string[]
}

declare global {
  var fixture: Exposed
  var pushed: unknown[]
}

/** What its main has seen. */
export interface Seen {
  readonly told: string[]
  readonly refused: string[]
  readonly opened: string[]
  readonly arrivals: { readonly argv: string[]; readonly workingDirectory: string }[]
  readonly gone: string[]
}

export function seen(desk: DesktopApp): Promise<Seen> {
  return desk.electron.evaluate(() => (globalThis as unknown as { fixture: { seen: Seen } }).fixture.seen)
}

export async function readyPage(desk: DesktopApp): Promise<Page> {
  const page = await desk.page()
  await page.waitForSelector('[data-ready]')
  return page
}
