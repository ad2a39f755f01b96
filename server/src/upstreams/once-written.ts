import type { Core } from '../core/core.ts'
import { workFor } from '../silences/upstream-links.ts'

/** Calls once when nothing of a silence waits to be written any more, or is known to have failed; answers the way to stop. */
export function onceWritten(
  core: Pick<Core, 'silence' | 'log'>,
  id: string,
  onWritten: () => void,
): () => void {
  const isWritten = (): boolean => {
    const silence = core.silence(id)
    const links = silence?.upstreams ?? []
    return silence === undefined || links.every((link) => link.error !== undefined || !workFor(silence, link))
  }
  const stop = core.log.subscribe((batch) => {
    if (!batch.some(({ source }) => source === 'silence_manager') || !isWritten()) return
    stop()
    onWritten()
  })
  if (isWritten()) {
    stop()
    queueMicrotask(onWritten)
  }
  return stop
}
