import { switchValue } from '../command-line.ts'
import { guarded } from '../not-implemented.ts'

/** `app.commandLine`. What the app appends reaches Chromium, as under Electron. */
export class CommandLineSwitches {
  readonly #args: readonly string[]
  readonly #appended: string[] = []

  constructor(args: readonly string[]) {
    this.#args = args
  }

  get appended(): readonly string[] {
    return this.#appended
  }

  readonly calls = guarded(
    {
      appendSwitch: (name: string, value?: string): void => {
        this.#appended.push(value ? `--${name}=${value}` : `--${name}`)
      },
      hasSwitch: (name: string): boolean => this.#value(name) !== undefined,
      getSwitchValue: (name: string): string => this.#value(name) ?? '',
    },
    'app.commandLine',
  )

  #value(name: string): string | undefined {
    return switchValue([...this.#args, ...this.#appended], name)
  }
}
