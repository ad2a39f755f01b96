import { request } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { type AuditEntry, AuditHead, AuditPage, AuditVerdict, parser } from '@watchfloor/contract'
import { readHead } from '../audit/entry.ts'
import type { Settings } from '../config/settings.ts'
import { controlPath } from '../control-socket.ts'
import { verifyFile } from '../storage/sqlite/verify-file.ts'
import { askControl } from './ask-control.ts'
import { complain, told } from './tell.ts'

/** Flags of `audit` besides those of settings, by which it finds the server. */
export interface AuditFlags {
  readonly from?: string
  readonly to?: string
  readonly who?: string
  readonly what?: string
  readonly result?: string
  readonly limit?: string
  readonly format?: string
  /** `SEQUENCE:HASH`. */
  readonly head?: string
  readonly key?: string
  /** A copy of a database. */
  readonly file?: string
}

const USAGE =
  'Say watchfloor-server audit list, audit export, audit head or audit verify; watchfloor-server help tells more.'

/**
 * Reads and checks the audit log of the server that runs on the same data folder, by the socket in it, or of a copy that
 * is named. Answers the exit code: 1 when something was touched, or the server refused or is not there, 2 when the words
 * make no sense.
 */
export async function audit(
  settings: Pick<Settings, 'data_dir'>,
  words: readonly string[],
  flags: AuditFlags,
): Promise<number> {
  const path = controlPath(settings.data_dir)
  const [action] = words
  if (words.length !== 1) return complain(USAGE, 2)
  if (action === 'list') {
    const page = await askControl(path, 'GET', `/audit${queryOf(flags)}`, parser(AuditPage))
    return told(page, ({ entries }) => entries.toReversed().map(lineOf).join(''))
  }
  if (action === 'head')
    return told(await askControl(path, 'GET', '/audit/head', parser(AuditHead)), headText)
  if (action === 'export') return exportTo(path, flags)
  if (action === 'verify') return verify(path, flags)
  return complain(USAGE, 2)
}

async function verify(path: string, { head, key, file }: AuditFlags): Promise<number> {
  const known = head === undefined ? undefined : readHead(head)
  if (head !== undefined && known === undefined)
    return complain(`--head ${head} is no SEQUENCE:HASH with at least 12 digits of the hash.`, 2)
  const query = new URLSearchParams({
    ...(head !== undefined && { head }),
    ...(key !== undefined && { key }),
  })
  const verdict =
    file === undefined
      ? await askControl(path, 'GET', `/audit/verify?${query}`, parser(AuditVerdict))
      : verifyFile(file, known, key?.split(','))
  const code = told(verdict, verdictText)
  return code === 0 && verdict.ok && !verdict.value.whole ? 1 : code
}

/** As the server sends it: it may be very much. */
async function exportTo(socketPath: string, { format = 'jsonl', ...flags }: AuditFlags): Promise<number> {
  if (format !== 'jsonl' && format !== 'csv') return complain('--format is jsonl or csv.', 2)
  const query = queryOf({ ...flags, format })
  const { promise, resolve } = Promise.withResolvers<number>()
  const headers = { host: 'localhost' }
  const asked = request({ socketPath, path: `/api/v2/audit${query}`, headers }, (response) => {
    const isGood = response.statusCode === 200
    pipeline(response, isGood ? process.stdout : process.stderr, { end: false }).then(
      () => resolve(isGood ? 0 : 1),
      (error: Error) => resolve(complain(`The export broke off: ${error.message}.`, 1)),
    )
  })
  asked.on('error', (error) => resolve(complain(`No server answers at ${socketPath}: ${error.message}.`, 1)))
  asked.end()
  return promise
}

function queryOf({ from, to, who, what, result, limit, format }: AuditFlags): string {
  const asked = Object.entries({ from, to, who, what, result, limit, format })
  const given = asked.flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, string]],
  )
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}

function lineOf({ sequence, at, who, as, what, result, reason, repeated }: AuditEntry): string {
  const name = as ?? who.name ?? who.credential
  const times = repeated === undefined || repeated.count === 1 ? '' : ` ×${repeated.count}`
  const why = reason === undefined ? '' : ` (${reason})`
  return `${visible(`${sequence}  ${at}  ${what.padEnd(18)} ${result.padEnd(12)} ${name} at ${who.address}${times}${why}`)}\n`
}

/** Names are of others’ writing, and a terminal does what some characters say. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd')
}

function headText({ head, public_key }: AuditHead): string {
  return `${head}\nKeep it somewhere else. Key of its checkpoints: ${public_key}\n`
}

function verdictText({
  whole,
  entries,
  first,
  last,
  head,
  anchored,
  trimmed_to,
  problems,
}: AuditVerdict): string {
  const trimmed = trimmed_to === null ? '' : `; up to ${trimmed_to} retention deleted them`
  const of = entries === 0 ? 'no entries' : `${entries} entries, ${first} to ${last}${trimmed}`
  const found = problems.map(({ sequence, message }) => `  at ${sequence}: ${message}\n`).join('')
  if (!whole) return `TOUCHED: ${of}\n${found}`
  const against = anchored
    ? 'and the head that was given is among them'
    : 'but no head was given: had all of it been rewritten, it would look like this'
  return `Whole: ${of}, ${against}. It ends at ${head}\n`
}
