/** What this app does behind the scenes, and may fail at. */
export type Task = 'inbox' | 'board' | 'update' | 'login' | 'app'

const WORDS: Readonly<Record<Task, string>> = {
  inbox: 'What you were told is not saved on this computer',
  board: 'The board is not saved on this computer',
  update: 'This version of Watchfloor does not start well',
  login: 'Starting when you sign in could not be changed',
  app: 'Watchfloor had a fault. Quit it and start it again',
}

/** What went wrong behind the scenes and has not been put right: shown to the person, not only written down. */
export interface Troubles {
  /** Null: it works again. */
  readonly tell: (task: Task, error: unknown) => void
  /** One sentence for each; null when there is none. */
  readonly text: () => string | null
  readonly subscribe: (listener: () => void) => void
}

/** `report` writes every error down. */
export function createTroubles(report: (error: unknown) => void): Troubles {
  const known = new Map<Task, string>()
  const listeners: (() => void)[] = []
  return {
    tell: (task, error) => {
      const before = known.get(task)
      if (error === null) known.delete(task)
      else {
        report(error)
        const message = error instanceof Error ? error.message : String(error)
        known.set(task, `${WORDS[task]}: ${message}.`)
      }
      if (known.get(task) !== before) for (const listener of listeners) listener()
    },
    text: () => (known.size === 0 ? null : [...known.values()].join(' ')),
    subscribe: (listener) => void listeners.push(listener),
  }
}
