import type { ReaderCalls } from './protocol.ts'
import { openReader } from './reader.ts'
import { serveThread } from './serve-thread.ts'

/** Entry of the thread that reads what takes long, so that no commit waits for it. */
serveThread<ReaderCalls>(openReader)
