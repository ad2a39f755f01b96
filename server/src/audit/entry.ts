import { createHash } from 'node:crypto'
import type { AuditEntry } from '@watchfloor/contract'
import type { Actor } from './actor.ts'

/** What is to be written; its place in the chain is given by the transaction. */
export type AuditDraft = Omit<AuditEntry, 'sequence' | 'at' | 'who' | 'request' | 'prev'> & {
  readonly who: Actor
}

/** The end of the chain: the newest entry, and the SHA-256 of its text. */
export interface ChainEnd {
  readonly sequence: number
  readonly hash: string
}

/** An entry as it is stored: nothing but its text, to the byte, is kept of it and hashed. */
export interface AuditRow {
  readonly sequence: number
  readonly text: string
}

/** Before the first entry. */
export const BEGINNING: ChainEnd = { sequence: 0, hash: '0'.repeat(64) }

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

export function endAt({ sequence, text }: AuditRow): ChainEnd {
  return { sequence, hash: hashOf(text) }
}

/** As people and programs keep it outside: `SEQUENCE:HASH`. */
export function headText({ sequence, hash }: ChainEnd): string {
  return `${sequence}:${hash}`
}

/** Digits of a hash below which it proves little: those of the metric. */
const LEAST_DIGITS = 12

/** A head as it was kept outside; its hash may be the beginning only. Undefined when it is none. */
export function readHead(text: string): ChainEnd | undefined {
  const [, sequence = '', hash = ''] = /^(\d{1,15}):([0-9a-f]+)$/.exec(text.trim().toLowerCase()) ?? []
  return hash.length < LEAST_DIGITS || hash.length > 64 ? undefined : { sequence: Number(sequence), hash }
}
