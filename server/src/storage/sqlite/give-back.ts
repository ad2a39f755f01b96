import { isMarkedAsUntransferable } from 'node:worker_threads'

/**
 * Gives the memory of bytes back at once: a thread that makes few objects of its own collects so seldom that tens of
 * megabytes of what it is done with would wait for that. Nobody may look at them, or at others of their buffers, again;
 * only the buffer that Node shares out in small pieces stays.
 */
export function giveBack(done: Iterable<Uint8Array<ArrayBuffer>>): void {
  for (const { buffer } of done) if (!buffer.detached && !isMarkedAsUntransferable(buffer)) buffer.transfer(0)
}
