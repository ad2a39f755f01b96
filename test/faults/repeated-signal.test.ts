import { expect, onTestFinished, test } from 'vitest'
import { listenSse } from '../support/network/listeners.ts'
import { startServerProcess } from '../support/programs/server-process.ts'
import { tempDir } from '../support/temp-dir.ts'

test('told to end twice at once, as by a terminal and by npm, the server still drains', async () => {
  const server = await startServerProcess(await tempDir())
  onTestFinished(() => server.program.stop('SIGKILL'))
  const listener = await listenSse(server.url)
  onTestFinished(() => listener.stop())
  // Two different signals: the system would deliver two of a kind, sent at once, as one.
  server.program.child.kill('SIGINT')
  server.program.child.kill('SIGTERM')
  expect(await server.program.exited).toBe(0)
  expect(server.program.output()).toContain('streams are drained')
})
