import { createServer } from 'node:http'
import { Server } from 'socket.io'

/** The rival as its guide builds it: what one client publishes, all others get. Prints its port. */
const http = createServer()
const server = new Server(http, { transports: ['websocket'], serveClient: false })
server.on('connection', (socket) => {
  socket.on('publish', (message: string) => void server.emit('event', message))
})
http.listen(0, '127.0.0.1', () => {
  const address = http.address()
  console.log(`port ${typeof address === 'object' ? address?.port : ''}`)
})
