import { openDatabase } from './database.ts'
import type { Calls } from './protocol.ts'
import { serveThread } from './serve-thread.ts'

/** Entry of the thread that writes. */
serveThread<Calls>(openDatabase)
