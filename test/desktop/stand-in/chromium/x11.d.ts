/** What the stand-in uses of x11, which has no types of its own. */
declare module 'x11' {
  import type { EventEmitter } from 'node:events'
  import type { Socket } from 'node:net'

  /** Either an error or an answer. */
  type Answer<T> = (error: Error | null | undefined, answer: T | undefined) => void

  export interface Client extends EventEmitter<{ event: [Event]; error: [Error] }> {
    readonly stream: Socket
    /** The predefined ones, by name. */
    readonly atoms: Readonly<Record<'ATOM' | 'WM_CLASS', number>>
    ChangeWindowAttributes(window: number, values: { readonly eventMask: number }): void
    MapWindow(window: number): void
    UnmapWindow(window: number): void
    ConfigureWindow(window: number, values: Configuration): void
    SetInputFocus(window: number, revertTo: number): void
    GetInputFocus(answer: Answer<{ readonly focus: number }>): void
    InternAtom(onlyIfExists: boolean, name: string, answer: Answer<number>): void
    ChangeProperty(
      mode: number,
      window: number,
      name: number,
      type: number,
      bits: number,
      data: Buffer | readonly number[],
    ): void
    DeleteProperty(window: number, name: number): void
    GetProperty(
      deletes: number,
      window: number,
      name: number,
      type: number,
      offset: number,
      words: number,
      answer: Answer<{ readonly data: Buffer }>,
    ): void
  }

  type Configuration = Readonly<
    Partial<Record<'x' | 'y' | 'width' | 'height' | 'sibling' | 'stackMode', number>>
  >

  /** Told to whoever listens to the window or to its parent; `wid` is the one that it happened to, save once. */
  export type Event =
    | { readonly name: 'FocusIn' | 'FocusOut' | 'UnmapNotify' | 'MapNotify'; readonly wid: number }
    | {
        readonly name: 'ConfigureNotify'
        readonly wid1: number
        readonly x: number
        readonly y: number
        readonly width: number
        readonly height: number
      }
    | { readonly name: 'PropertyNotify'; readonly wid: number; readonly atom: number }

  export interface Display {
    readonly client: Client
    readonly screen: readonly [
      { readonly root: number; readonly pixel_width: number; readonly pixel_height: number },
    ]
  }

  const x11: {
    readonly createClient: (
      options: { readonly display: string; readonly shm: false },
      connected: Answer<Display>,
    ) => Client
    readonly eventMask: Readonly<Record<'SubstructureNotify' | 'FocusChange' | 'PropertyChange', number>>
  }
  export default x11
}
