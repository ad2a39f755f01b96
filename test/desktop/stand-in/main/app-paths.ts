import { mkdirSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { notImplemented } from '../not-implemented.ts'
import { EXECUTABLE } from '../runtime.ts'

const NAMES = ['appData', 'userData', 'home', 'temp', 'exe'] as const
export type PathName = (typeof NAMES)[number]

/** `app.getPath` and `app.setPath`, by Electron's defaults on Linux. */
export class AppPaths {
  readonly #given = new Map<PathName, string>()
  readonly #appName: () => string

  constructor(appName: () => string, userDataSwitch: string | undefined) {
    this.#appName = appName
    if (userDataSwitch) this.#given.set('userData', resolve(userDataSwitch))
  }

  get(name: string): string {
    if (!isPathName(name)) return notImplemented(`app.getPath('${name}')`)
    const path = this.#given.get(name) ?? this.#usual(name)
    if (name === 'userData') mkdirSync(path, { recursive: true })
    return path
  }

  set(name: string, path: string): void {
    if (!isPathName(name)) return notImplemented(`app.setPath('${name}')`)
    this.#given.set(name, resolve(path))
  }

  #usual(name: PathName): string {
    switch (name) {
      case 'home':
        return homedir()
      case 'temp':
        return tmpdir()
      case 'exe':
        return EXECUTABLE
      case 'appData':
        return process.env.XDG_CONFIG_HOME || join(homedir(), '.config')
      case 'userData':
        return join(this.get('appData'), this.#appName())
    }
  }
}

function isPathName(name: string): name is PathName {
  return (NAMES as readonly string[]).includes(name)
}
