import { contextBridge } from 'electron'

// The page recognises the desktop by this object. It has no methods yet: the board in the window runs its own client.
contextBridge.exposeInMainWorld('watchfloor', Object.freeze({ desktop: true }))
