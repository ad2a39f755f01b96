import { answerWith } from './asked-process.ts'
import { type ReadersOptions, StampedReaders, type Tally } from './stamped-readers.ts'

/** The load generator of the stream's benches, a process of its own: groups of readers, by name. */
const groups = new Map<string, StampedReaders>()

const questions = {
  open: async ({ group, ...options }: ReadersOptions & { readonly group: string }): Promise<void> => {
    const readers = groups.get(group) ?? new StampedReaders(options)
    groups.set(group, readers)
    await readers.open(options.count)
  },
  clear: (): void => {
    for (const readers of groups.values()) readers.clear()
  },
  tally: (group: string): Tally => of(group).tally(),
  replace: ({ group, count }: { group: string; count: number }): Promise<void> => of(group).replace(count),
  pause: (group: string): void => of(group).pause(),
  resume: (group: string): void => of(group).resume(),
  close: (group: string): void => {
    of(group).close()
    groups.delete(group)
  },
}
export type ReadersQuestions = typeof questions

function of(group: string): StampedReaders {
  const readers = groups.get(group)
  if (readers === undefined) throw new Error(`there is no group ${group}`)
  return readers
}

answerWith(questions)
