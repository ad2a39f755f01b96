import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { denyUpgrade } from '../../server/src/stream/admission/denial.ts'
import { openDoor } from '../support/http/open-door.ts'

const UPGRADE =
  'GET /ws/dashboard HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'

/** A peer that keeps its side open for as long as it may. */
async function peer(port: number, request: string): Promise<{ socket: Socket; answer: Promise<string> }> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  socket.on('error', () => undefined)
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  let text = ''
  const answer = new Promise<string>((resolve) => {
    socket.on('data', (bytes) => {
      text += bytes
    })
    socket.on('end', () => resolve(text))
    socket.on('close', () => resolve(text))
  })
  socket.write(request)
  return { socket, answer }
}

test('while the server starts, a WebSocket is told to come back, as every request is', async () => {
  const door = await openDoor()
  const { socket, answer } = await peer(door.port, UPGRADE)
  expect(await answer).toMatch(/^HTTP\/1\.1 503 [\s\S]*retry-after: 1\r\n[\s\S]*the server is starting/)
  socket.end()
  const response = await fetch(`${door.url}/api/v2/board`)
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
  await door.close()
})

test('a half-sent request, a refused upgrade that stays and a silent connection hold up no end', async () => {
  const door = await openDoor()
  door.open(
    () => {},
    (_request, socket) => denyUpgrade(socket, { status: 404, code: 'not_found', message: 'not here' }, {}),
  )
  const refused = await peer(door.port, UPGRADE)
  expect(await refused.answer).toMatch(/^HTTP\/1\.1 404 /)
  await peer(door.port, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n[')
  await peer(door.port, '')
  // The limit of this test is its proof: none of them would ever leave by itself.
  await door.close()
})
