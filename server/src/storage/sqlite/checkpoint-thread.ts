import { openCheckpointer } from './checkpointing.ts'
import type { CheckpointCalls } from './protocol.ts'
import { serveThread } from './serve-thread.ts'

/** Entry of the thread that carries into the file what was written beside it, so that no commit waits for it. */
serveThread<CheckpointCalls>(openCheckpointer)
