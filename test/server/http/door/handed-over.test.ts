import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { handedOver } from '../../../../server/src/http/door/handed-over.ts'

/** What a server says by which of its listeners to bytes on one connection; `/s` is handed over, once it is asked. */
async function answersTo(bytes: string): Promise<{ readonly said: string; readonly asked: number }> {
  let asked = 0
  const isHandedOver = ({ url }: { url?: string | undefined }): boolean => {
    asked++
    return url === '/s'
  }
  const server = createServer({ IncomingMessage: handedOver(isHandedOver) }, (request, response) => {
    request.resume().on('end', () => response.end(`request ${request.method} ${request.url};`))
  })
  server.on('upgrade', (request, socket) => {
    socket.end(`upgrade ${request.method} ${request.url} ${socket.listenerCount('timeout')};`)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void server.close())
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  client.write(bytes)
  const said = await text(client)
  return { said: (said.match(/(request|upgrade) [^;]*;/g) ?? []).join(' '), asked }
}

const HOST = 'Host: x\r\n'

test('what is picked comes to the listeners of upgrade, and nothing of HTTP listens to its socket any more', async () => {
  expect(await answersTo(`GET /s HTTP/1.1\r\n${HOST}\r\n`)).toEqual({ said: 'upgrade GET /s 0;', asked: 1 })
})

test('after other requests on its connection, too', async () => {
  const before = `POST /a HTTP/1.1\r\n${HOST}Content-Length: 2\r\n\r\nhi`
  const { said } = await answersTo(`${before}GET /s HTTP/1.1\r\n${HOST}\r\n`)
  expect(said).toMatch(/upgrade GET \/s 0;$/)
})

test('everything else is a request as ever, and is asked about once, however many pieces it has', async () => {
  const close = 'Connection: close\r\n'
  const posted = `POST /a HTTP/1.1\r\n${HOST}${close}Transfer-Encoding: chunked\r\n\r\n`
  expect(await answersTo(`${posted}2\r\nhi\r\n2\r\nyo\r\n0\r\n\r\n`)).toEqual({
    said: 'request POST /a;',
    asked: 1,
  })
})

test('who asks for an upgrade gets one, whatever is picked', async () => {
  const asked = 'Connection: Upgrade\r\nUpgrade: websocket\r\n'
  const { said } = await answersTo(`GET /w HTTP/1.1\r\n${HOST}${asked}\r\n`)
  expect(said).toBe('upgrade GET /w 0;')
})
