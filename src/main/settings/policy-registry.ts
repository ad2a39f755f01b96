import type { PolicyText } from './administrator.ts'

const KEY = 'HKLM\\SOFTWARE\\Policies\\Watchfloor'
const VALUE = 'DesktopSettings'
export const REGISTRY_PLACE = `${KEY}\\${VALUE}`

/** What came of a program: its exit code, and what it printed. */
export interface Ran {
  readonly code: number
  readonly output: string
}

/**
 * Windows: the value of a policy, which administrators alone may write. A file below ProgramData would be no such
 * place: there everybody may make a folder before the administrator does, and Node cannot see whose it is.
 */
export async function readPolicyRegistry(
  run: (program: string, args: readonly string[]) => Promise<Ran>,
  systemRoot: string,
): Promise<PolicyText> {
  try {
    const reg = `${systemRoot}\\System32\\reg.exe`
    return readQuery(await run(reg, ['query', KEY, '/v', VALUE, '/reg:64']))
  } catch (error) {
    return { kind: 'refused', why: `the registry could not be asked: ${(error as Error).message}` }
  }
}

function readQuery({ code, output }: Ran): PolicyText {
  // It ends with 1 where there is no such key or value.
  if (code !== 0) return { kind: 'none' }
  const [, type, text] = new RegExp(`^\\s+${VALUE}\\s+(REG_\\w+)\\s*(.*?)\\r?$`, 'm').exec(output) ?? []
  if (type === undefined || text === undefined) return { kind: 'none' }
  if (type !== 'REG_SZ') return { kind: 'refused', why: `it is ${type}, and must be REG_SZ, in one line` }
  // What is printed is in the code page of a console, which loses the rest.
  if (!/^[\x20-\x7e]*$/.test(text))
    return { kind: 'refused', why: 'letters beyond ASCII must be written as \\u0000' }
  return { kind: 'text', text }
}
