import { formatCursor } from '@watchfloor/contract'
import { MemoryCore } from '../../../support/stream/memory-log.ts'
import { startStreams } from '../../../support/stream/stream-server.ts'
import { conformance } from '../conformance.ts'

conformance('a log in memory', async (options) => {
  const core = new MemoryCore()
  const { memory } = core
  return {
    server: await startStreams({ core, ...options }),
    logged: memory.events,
    head: core.log.head,
    publish: async (count) => void memory.publish(count),
    count: (firing) => core.count(firing),
    trim: async () => {
      memory.trim(10)
      return formatCursor({ epoch: memory.epoch, sequence: 4 })
    },
  }
})
