/** One side of the bridge between a page's own world and the preload's. */
export interface WorldBridge {
  /** What the other side asked for by name; functions and promises of its own are wrapped. */
  readonly onMessage: (listener: (name: string, value: unknown) => void) => void
  readonly send: (name: string, value: unknown) => void
}

/**
 * `contextBridge`'s rules for what passes between two JavaScript worlds of one document: data is copied, functions
 * and promises become ones of the receiving world that call home, and everything else is refused. The worlds share
 * the document's events, under names that only these two know. Both sides run this same source.
 */
export function createWorldBridge(incoming: string, outgoing: string, isFrozen: boolean): WorldBridge {
  type Packed =
    | { readonly kind: 'data'; readonly data: unknown }
    | { readonly kind: 'list'; readonly items: readonly Packed[] }
    | { readonly kind: 'record'; readonly entries: readonly (readonly [string, Packed])[] }
    | { readonly kind: 'function' | 'promise'; readonly id: number }
    | { readonly kind: 'error'; readonly message: string }
  type Message =
    | { readonly kind: 'named'; readonly name: string; readonly value: Packed }
    | { readonly kind: 'call'; readonly call: number; readonly id: number; readonly args: Packed }
    | { readonly kind: 'returned' | 'threw'; readonly call: number; readonly value: Packed }
    | { readonly kind: 'resolved' | 'rejected'; readonly id: number; readonly value: Packed }
  type Callable = (...args: readonly unknown[]) => unknown

  // Taken before any script of the page could change them.
  const listen = window.addEventListener.bind(window)
  const dispatch = window.dispatchEvent.bind(window)
  const Carrier = CustomEvent
  const functions = new Map<number, Callable>()
  const promises = new Map<number, PromiseWithResolvers<unknown>>()
  const answers = new Map<number, Extract<Message, { readonly kind: 'returned' | 'threw' }>>()
  const listeners: ((name: string, value: unknown) => void)[] = []
  let lastId = 0

  const post = (message: Message): void => {
    dispatch(new Carrier(outgoing, { detail: message }))
  }

  const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

  const settle = (id: number, promise: Promise<unknown>): void => {
    promise.then(
      (value) => post({ kind: 'resolved', id, value: pack(value) }),
      (error) => post({ kind: 'rejected', id, value: { kind: 'error', message: messageOf(error) } }),
    )
  }

  const pack = (value: unknown): Packed => {
    if (typeof value === 'function') {
      functions.set(++lastId, value as Callable)
      return { kind: 'function', id: lastId }
    }
    if (typeof value === 'symbol') throw new Error('An object could not be cloned.')
    if (value === null || typeof value !== 'object') return { kind: 'data', data: value }
    if (value instanceof Promise) {
      const id = ++lastId
      settle(id, value)
      return { kind: 'promise', id }
    }
    if (value instanceof Error) return { kind: 'error', message: value.message }
    if (Array.isArray(value)) return { kind: 'list', items: value.map(pack) }
    const prototype = Object.getPrototypeOf(value)
    const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null
    if (isPlain)
      return { kind: 'record', entries: Object.entries(value).map(([key, item]) => [key, pack(item)]) }
    return { kind: 'data', data: structuredClone(value) }
  }

  const call = (id: number, args: readonly unknown[]): unknown => {
    const number = ++lastId
    post({ kind: 'call', call: number, id, args: pack([...args]) })
    // Events are dispatched at once, so the answer is there.
    const answer = answers.get(number)
    answers.delete(number)
    if (answer === undefined) throw new Error('stand-in: the other world did not answer')
    const value = unpack(answer.value, false)
    if (answer.kind === 'threw') throw value
    return value
  }

  const unpack = (packed: Packed, freeze: boolean): unknown => {
    const keep = <T extends object>(value: T): T => (freeze ? Object.freeze(value) : value)
    switch (packed.kind) {
      case 'data':
        return packed.data
      case 'error':
        return new Error(packed.message)
      case 'list':
        return keep(packed.items.map((item) => unpack(item, freeze)))
      case 'record':
        return keep(Object.fromEntries(packed.entries.map(([key, item]) => [key, unpack(item, freeze)])))
      case 'function':
        return (...args: readonly unknown[]) => call(packed.id, args)
      case 'promise': {
        const waiting = Promise.withResolvers<unknown>()
        promises.set(packed.id, waiting)
        return waiting.promise
      }
    }
  }

  const answer = (message: Extract<Message, { readonly kind: 'call' }>): void => {
    try {
      const args = unpack(message.args, false) as unknown[]
      const value = pack(functions.get(message.id)?.(...args))
      post({ kind: 'returned', call: message.call, value })
    } catch (error) {
      post({ kind: 'threw', call: message.call, value: { kind: 'error', message: messageOf(error) } })
    }
  }

  listen(incoming, (event) => {
    const message = (event as CustomEvent<Message>).detail
    switch (message.kind) {
      case 'named': {
        const value = unpack(message.value, isFrozen)
        for (const listener of listeners) listener(message.name, value)
        return
      }
      case 'call':
        return answer(message)
      case 'returned':
      case 'threw':
        answers.set(message.call, message)
        return
      case 'resolved':
        return promises.get(message.id)?.resolve(unpack(message.value, false))
      case 'rejected':
        return promises.get(message.id)?.reject(unpack(message.value, false))
    }
  })

  return {
    onMessage: (listener) => {
      listeners.push(listener)
    },
    send: (name, value) => post({ kind: 'named', name, value: pack(value) }),
  }
}
