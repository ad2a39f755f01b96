import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { MessageBus } from 'dbus-native'
import { type Program, startProgram } from '../programs/program.ts'
import { until } from '../until.ts'

const NAME = 'org.freedesktop.Notifications'
const PATH = '/org/freedesktop/Notifications'

/** dunst, a real notification daemon of Linux desktops, with settings that show and remember everything. */
export class NotificationDaemon {
  readonly #folder: string
  readonly #env: NodeJS.ProcessEnv
  readonly #bus: MessageBus
  #program: Program | undefined

  constructor(folder: string, env: NodeJS.ProcessEnv, bus: MessageBus) {
    this.#folder = folder
    this.#env = env
    this.#bus = bus
  }

  /** Ready when its name is on the bus. */
  async start(): Promise<void> {
    const menu = join(this.#folder, 'choose-action')
    // dunst asks such a program which action of all that are on screen was meant; lines end in `[id,key]`.
    await writeFile(menu, `#!/bin/sh\ngrep -F -m1 -f '${this.#wanted}'\n`)
    await chmod(menu, 0o755)
    const config = join(this.#folder, 'dunstrc')
    await writeFile(config, settings(menu))
    const program = startProgram('dunst', ['-conf', config], { env: this.#env })
    this.#program = program
    await until('dunst', async () => {
      if (program.child.exitCode !== null) throw new Error(`dunst ended:\n${program.output()}`)
      return (await this.#bus.nameHasOwner(NAME)) || undefined
    })
  }

  async stop(): Promise<void> {
    await this.#program?.stop()
    this.#program = undefined
  }

  /** Invokes an action of a notification that is on screen, as its menu does for a person. */
  async press(id: number, action: string): Promise<void> {
    await writeFile(this.#wanted, `[${id},${action}]`)
    await this.#bus.invoke({
      destination: NAME,
      path: PATH,
      interface: 'org.dunstproject.cmd0',
      member: 'ContextMenuCall',
    })
  }

  /** Takes one away, as if by its own button. */
  async close(id: number): Promise<void> {
    const body = [id]
    await this.#bus.invoke({
      destination: NAME,
      path: PATH,
      interface: NAME,
      member: 'CloseNotification',
      signature: 'u',
      body,
    })
  }

  get #wanted(): string {
    return join(this.#folder, 'wanted-action')
  }
}

function settings(menu: string): string {
  return `[global]
  monitor = 0
  follow = none
  width = 380
  font = DejaVu Sans 10
  notification_limit = 0
  history_length = 100000
  stack_duplicates = false
  idle_threshold = 0
  markup = full
  format = "<b>%s</b>\\n%b"
  dmenu = ${menu}
`
}
