import type { IncomingMessage } from 'node:http'

/** What is read of a request besides its body: Node's own has it, and so has one that came whole (`everydayHead`). */
export type Asked = Pick<
  IncomingMessage,
  'method' | 'url' | 'httpVersion' | 'headers' | 'rawHeaders' | 'socket'
>
