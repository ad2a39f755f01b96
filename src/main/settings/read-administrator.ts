import { execFile } from 'node:child_process'
import { type Administrator, administratorOf } from './administrator.ts'
import { readPolicyFile } from './policy-file.ts'
import { preferencePlace, readPolicyPreference } from './policy-preference.ts'
import { type Ran, REGISTRY_PLACE, readPolicyRegistry } from './policy-registry.ts'

/** Where an administrator's settings stand on Linux. */
export const POLICY_FILE = '/etc/watchfloor/desktop.json'

export interface AdministratorWorld {
  /** `linux`, `darwin`, `win32`. */
  readonly system: string
  /** Linux. */
  readonly file: string
  /** macOS: the app's domain, whose defaults `getUserDefault` reads. */
  readonly domain: string
  readonly account: string
  readonly getUserDefault: (key: string, type: 'string') => string
  /** Windows: the system's folder. */
  readonly systemRoot: string
}

/** Reads an administrator's settings where this system has them: once, at the start. */
export async function readAdministrator(world: AdministratorWorld): Promise<Administrator> {
  switch (world.system) {
    case 'win32':
      return administratorOf(REGISTRY_PLACE, await readPolicyRegistry(runProgram, world.systemRoot))
    case 'darwin':
      return administratorOf(preferencePlace(world.domain), await readPolicyPreference(world))
    default:
      return administratorOf(world.file, await readPolicyFile({ file: world.file, owner: 0 }))
  }
}

function runProgram(program: string, args: readonly string[]): Promise<Ran> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { windowsHide: true, timeout: 10_000 }, (error, output) => {
      if (error === null) resolve({ code: 0, output })
      else if (typeof error.code === 'number') resolve({ code: error.code, output })
      else reject(error)
    })
  })
}
