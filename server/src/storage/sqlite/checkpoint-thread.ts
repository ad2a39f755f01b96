import { openCheckpointer } from './checkpointer.ts'
import type { CheckpointCalls } from './protocol.ts'
import { serveThread } from './serve-thread.ts'

/** Entry of the thread that makes checkpoints, so that no commit waits for them. */
serveThread<CheckpointCalls>(openCheckpointer)
