import { once } from 'node:events'
import { connect } from 'node:net'
import { startServer } from '@watchfloor/server'
import { expect, test } from 'vitest'
import { tempDir } from '../support/temp-dir.ts'

test('a connection on which nothing was asked does not hold up the end', async () => {
  const server = await startServer({ config: { listen: '127.0.0.1:0', data_dir: await tempDir() } })
  const socket = connect(server.port, '127.0.0.1')
  await once(socket, 'connect')
  // Answered on another connection, so that the silent one has been accepted by now.
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  const closed = once(socket, 'close')
  await server.close()
  await closed
})
