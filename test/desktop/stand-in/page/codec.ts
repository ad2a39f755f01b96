export interface Codec {
  readonly encode: (value: unknown) => string
  readonly decode: (text: string) => unknown
}

/**
 * What crosses between main and a page: the values of the structured clone algorithm, as text. The function holds
 * everything that it needs, because its own source is also injected into pages.
 */
export function createCodec(): Codec {
  type Tagged = { readonly $: string; readonly v?: unknown }
  const ARRAYS: Readonly<Record<string, new (buffer: ArrayBuffer) => ArrayBufferView>> = {
    Uint8Array,
    Int8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
    DataView,
  }
  const ERRORS: Readonly<Record<string, ErrorConstructor>> = {
    EvalError,
    RangeError,
    ReferenceError,
    SyntaxError,
    TypeError,
    URIError,
  }
  const uncloneable = (): never => {
    throw new Error('An object could not be cloned.')
  }

  const toBase64 = (bytes: Uint8Array): string => {
    let text = ''
    for (let i = 0; i < bytes.length; i += 8_192) text += String.fromCharCode(...bytes.subarray(i, i + 8_192))
    return btoa(text)
  }
  const fromBase64 = (text: string): ArrayBuffer => {
    const binary = atob(text)
    const bytes = new Uint8Array(binary.length)
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
    return bytes.buffer
  }

  const writeNumber = (value: number): unknown => {
    if (Object.is(value, -0)) return { $: 'number', v: '-0' }
    return Number.isFinite(value) ? value : { $: 'number', v: String(value) }
  }

  const writeBytes = (value: ArrayBufferView): Tagged => {
    // A Buffer of Node's is a Uint8Array to the page.
    const [name] = Object.entries(ARRAYS).find(([, type]) => value instanceof type) ?? []
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    return name === undefined ? uncloneable() : { $: name, v: toBase64(bytes) }
  }

  const write = (value: unknown, within: readonly unknown[]): unknown => {
    if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
    if (value === undefined) return { $: 'undefined' }
    if (typeof value === 'number') return writeNumber(value)
    if (typeof value === 'bigint') return { $: 'bigint', v: String(value) }
    if (typeof value !== 'object' || within.includes(value)) return uncloneable()
    const inner = [...within, value]
    const all = (items: Iterable<unknown>): unknown[] => Array.from(items, (item) => write(item, inner))
    if (Array.isArray(value)) return all(value)
    if (value instanceof Date) return { $: 'Date', v: write(value.getTime(), inner) }
    if (value instanceof RegExp) return { $: 'RegExp', v: [value.source, value.flags] }
    if (value instanceof Error) return { $: 'Error', v: [value.name, value.message, value.stack ?? ''] }
    if (value instanceof Map) return { $: 'Map', v: [...value].map(all) }
    if (value instanceof Set) return { $: 'Set', v: all(value) }
    if (value instanceof ArrayBuffer) return { $: 'ArrayBuffer', v: toBase64(new Uint8Array(value)) }
    if (ArrayBuffer.isView(value)) return writeBytes(value)
    if (value instanceof Promise || value instanceof WeakMap || value instanceof WeakSet) return uncloneable()
    const entries = Object.entries(value).map(([key, item]) => [key, write(item, inner)] as const)
    const plain = Object.fromEntries(entries)
    return '$' in plain ? { $: 'Object', v: plain } : plain
  }

  const readError = ([name = 'Error', message = '', stack = '']: string[]): Error => {
    const error = new (ERRORS[name] ?? Error)(message)
    return Object.defineProperty(error, 'stack', { value: stack, writable: true, configurable: true })
  }

  const readTagged = ({ $, v }: Tagged): unknown => {
    const list = v as unknown[]
    switch ($) {
      case 'undefined':
        return undefined
      case 'number':
        return Number(v)
      case 'bigint':
        return BigInt(v as string)
      case 'Date':
        return new Date(read(v) as number)
      case 'RegExp':
        return new RegExp(String(list[0]), String(list[1]))
      case 'Error':
        return readError(v as string[])
      case 'Map':
        return new Map(list.map((pair) => read(pair) as [unknown, unknown]))
      case 'Set':
        return new Set(list.map(read))
      case 'ArrayBuffer':
        return fromBase64(v as string)
      case 'Object':
        return readPlain(v as object)
    }
    const type = ARRAYS[$]
    return type === undefined ? uncloneable() : new type(fromBase64(v as string))
  }

  const readPlain = (value: object): object =>
    Object.fromEntries(Object.entries(value).map(([key, item]) => [key, read(item)]))

  const read = (value: unknown): unknown => {
    if (value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) return value.map(read)
    return '$' in value ? readTagged(value as Tagged) : readPlain(value)
  }

  return {
    encode: (value) => JSON.stringify(write(value, [])),
    decode: (text) => read(JSON.parse(text)),
  }
}
