/** Labels of a metric, with their values where these are a closed set. */
export type Labels = Readonly<Record<string, readonly (string | number)[] | 'any'>>

/** One metric: its name, what it measures, its labels. */
export interface Metric<K extends string, L extends Labels> {
  readonly kind: K
  readonly name: string
  readonly help: string
  readonly labels: L
}

/** What only grows. */
export function counter<const L extends Labels = Record<never, never>>(
  name: string,
  help: string,
  labels = {} as L,
): Metric<'counter', L> {
  return { kind: 'counter', name, help, labels }
}

/** What is read as it is. */
export function gauge<const L extends Labels = Record<never, never>>(
  name: string,
  help: string,
  labels = {} as L,
): Metric<'gauge', L> {
  return { kind: 'gauge', name, help, labels }
}

/** How long something took. */
export function histogram(name: string, help: string): Metric<'histogram', Record<never, never>> {
  return { kind: 'histogram', name, help, labels: {} }
}
