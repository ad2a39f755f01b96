import type { BrowserWindow } from './browser-window.ts'

/** Every window that has not closed, in the order of their making. */
const windows: BrowserWindow[] = []

export function openWindows(): BrowserWindow[] {
  return [...windows]
}

export function addWindow(window: BrowserWindow): void {
  windows.push(window)
}

/** Answers whether it was the last one. */
export function removeWindow(window: BrowserWindow): boolean {
  windows.splice(windows.indexOf(window), 1)
  return windows.length === 0
}
