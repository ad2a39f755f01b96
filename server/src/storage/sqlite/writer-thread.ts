import type { WriterCalls } from './protocol.ts'
import { serveThread } from './serve-thread.ts'
import { openWriter } from './writer.ts'

/** Entry of the thread that writes. */
serveThread<WriterCalls>(openWriter)
