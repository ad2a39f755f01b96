import { contextBridge, ipcRenderer } from 'electron'
import { CALLS, callChannel, PUSHES, pushChannel } from '../shared/channels.ts'

// `DesktopApi` of `src/shared/ipc.ts`: built from the table of names, so that none can be missing. The page gets
// functions and plain data: no channel names, no event objects, nothing that sends what is not in the table.
const calls = CALLS.map((name) => [
  name,
  (input: unknown) => ipcRenderer.invoke(callChannel(name), input) as Promise<unknown>,
])
const pushes = PUSHES.map((name) => [
  name,
  (listener: (data: unknown) => void) => {
    const take = (_event: unknown, data: unknown): void => listener(data)
    ipcRenderer.on(pushChannel(name), take)
    return () => {
      ipcRenderer.off(pushChannel(name), take)
    }
  },
])

const on = Object.freeze(Object.fromEntries(pushes))
contextBridge.exposeInMainWorld('watchfloor', Object.freeze({ ...Object.fromEntries(calls), on }))
