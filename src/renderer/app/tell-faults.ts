import type { ToastStore } from '../state/toasts.ts'

/** Chromium's word for a layout that settles one frame later: nothing is wrong. */
const HARMLESS = /^ResizeObserver loop/

/** What goes wrong outside of what is drawn, for example at the press of a button, is said in a toast. */
export function tellFaults(page: Window, toasts: ToastStore, reload: () => void): void {
  const tell = (message: string): void => {
    if (HARMLESS.test(message)) return
    toasts.push({
      kind: 'error',
      key: 'fault',
      text: ['Something in this page failed. What it shows may not be what is.'],
      detail: message.slice(0, 200),
      actions: [{ label: 'Reload', run: reload }],
    })
  }
  page.addEventListener('error', ({ message }) => tell(message))
  page.addEventListener('unhandledrejection', ({ reason }) => tell(String(reason)))
}
