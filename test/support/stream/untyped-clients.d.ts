declare module 'event-source-polyfill' {
  /** Yaffle's EventSource, as far as tests use it. */
  export const EventSourcePolyfill: new (
    url: string,
  ) => {
    addEventListener(name: 'message', hear: (message: { readonly data: unknown }) => void): void
    close(): void
  }
}

declare module 'faye-websocket' {
  /** Faye's WebSocket client, as far as tests use it. */
  export const Client: new (
    url: string,
  ) => {
    on(name: 'open', hear: () => void): void
    on(name: 'message', hear: (message: { readonly data: string }) => void): void
    on(name: 'close', hear: (how: { readonly code: number }) => void): void
    send(text: string): void
    close(): void
  }
}
