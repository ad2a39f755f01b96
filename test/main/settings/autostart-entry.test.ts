import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { autostartEntry, isEntryOn } from '../../../src/main/settings/autostart-entry.ts'

const run = promisify(execFile)

/** The arguments that an entry's line stands for: first as a string of the file, then by its quotes, as in a shell. */
async function argumentsOf(text: string): Promise<readonly string[]> {
  const [, line = ''] = /^Exec=(.*)$/m.exec(text) ?? []
  const command = line.replaceAll('\\\\', '\\').replaceAll('%%', '%')
  const { stdout } = await run('sh', ['-c', `printf '%s\\n' ${command}`])
  return stdout.trimEnd().split('\n')
}

test.each([
  [['/opt/Watchfloor/watchfloor', '--hidden']],
  [['/home/ana/My apps/100 %/a"b`c$HOME\\d', "/it's", '--hidden']],
] as const)('an entry starts %j', async (command) => {
  const text = autostartEntry([...command], 'io.watchfloor.Watchfloor')
  expect(await argumentsOf(text)).toEqual(command)
  expect(isEntryOn(text)).toBe(true)
})

test.each(['Hidden=true', 'X-GNOME-Autostart-enabled=false'])('a desktop switches it off by %s', (line) => {
  expect(isEntryOn(`${autostartEntry(['/usr/bin/watchfloor'], 'icon')}${line}\n`)).toBe(false)
})
