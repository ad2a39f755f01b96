/** The event object that Electron hands to listeners. */
export interface ElectronEvent {
  readonly preventDefault: () => void
  readonly defaultPrevented: boolean
}

export function electronEvent<T extends object>(details?: T): ElectronEvent & T {
  let prevented = false
  const event = {
    preventDefault: (): void => {
      prevented = true
    },
    get defaultPrevented(): boolean {
      return prevented
    },
  }
  return Object.assign(event, details)
}
