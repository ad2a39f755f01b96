import type { Refusal } from '@watchfloor/client'
import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron'
import { CALLS, callChannel } from '../../shared/channels.ts'
import type { Router } from '../ipc/router.ts'
import { isOwnPage } from '../window/own-page.ts'

export interface IpcDoorOptions {
  readonly ipcMain: Pick<IpcMain, 'handle' | 'removeHandler'>
  /** The board's; nobody else is answered. */
  readonly contents: () => WebContents | null
  readonly router: Router
  /** Told once that somebody else asked. */
  readonly report: (error: unknown) => void
}

const REFUSED: Refusal = {
  ok: false,
  reason: 'forbidden',
  message: 'Only the board of this app is answered.',
}

/** Answers the page's calls; returns what ends that. */
export function openIpcDoor({ ipcMain, contents, router, report }: IpcDoorOptions): () => void {
  let isReported = false
  for (const name of CALLS) {
    ipcMain.handle(callChannel(name), (event, input: unknown) => {
      if (isTrusted(event, contents())) return router(name, input)
      if (!isReported)
        report(new Error(`A call of ${name} came from elsewhere: ${event.senderFrame?.url ?? ''}`))
      isReported = true
      return REFUSED
    })
  }
  return () => {
    for (const name of CALLS) ipcMain.removeHandler(callChannel(name))
  }
}

/** Only the main frame of our own window, and only while it shows our own page. */
function isTrusted({ sender, senderFrame }: IpcMainInvokeEvent, contents: WebContents | null): boolean {
  if (contents === null || sender !== contents || senderFrame === null) return false
  return (
    senderFrame === contents.mainFrame && isOwnPage(senderFrame.url) && isOwnPage(`${senderFrame.origin}/`)
  )
}
