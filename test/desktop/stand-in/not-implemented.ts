import { EventEmitter } from 'node:events'

/** A call of Electron that the stand-in lacks: loud, and by its name. */
export function notImplemented(name: string): never {
  throw new Error(`stand-in: ${name} is not implemented`)
}

/** Names that are asked of any object without meaning a call, and what Electron itself lacks on Linux. */
const ABSENT = new Set(['then', 'toJSON', 'nodeType', 'domain', 'dock'])

/** The same object, but what it lacks is a call that throws by name. */
export function guarded<T extends object>(target: T, name: string): T {
  return new Proxy(target, {
    get: (object, key, receiver) =>
      typeof key === 'symbol' || key in object || ABSENT.has(key) || key.startsWith('_')
        ? Reflect.get(object, key, receiver)
        : () => notImplemented(`${name}.${key}`),
  })
}

/** An export of Electron of which the stand-in has nothing. */
export function missing(name: string): never {
  return new Proxy(() => {}, {
    get: (_object, key) =>
      typeof key === 'symbol' || ABSENT.has(key) ? undefined : () => notImplemented(`${name}.${key}`),
    apply: () => notImplemented(name),
    construct: () => notImplemented(`new ${name}`),
  }) as never
}

/**
 * What Electron's objects are: event emitters. The constructor answers the guarded object, so that `this` is the
 * guarded one everywhere, private fields included.
 */
export class Guarded extends EventEmitter {
  constructor(name: string) {
    super()
    // biome-ignore lint/correctness/noConstructorReturn: this is how a class makes its own instances proxies
    return guarded(this, name)
  }
}
