const { contextBridge, ipcRenderer } = require('electron')

contextBridge.exposeInMainWorld('fixture', {
  echo: (value) => ipcRenderer.invoke('echo', value),
  fail: () => ipcRenderer.invoke('fail'),
  nobody: () => ipcRenderer.invoke('nobody'),
  sender: () => ipcRenderer.invoke('sender'),
  send: (text) => ipcRenderer.send('told', text),
  onPush: (listener) => {
    const take = (_event, value) => listener(value)
    ipcRenderer.on('push', take)
    return () => ipcRenderer.off('push', take)
  },
  double: (number) => number * 2,
  apply: (callback, value) => callback(value),
  nested: { list: [1, { two: 2 }] },
  require: (name) => Object.keys(require(name)),
})
