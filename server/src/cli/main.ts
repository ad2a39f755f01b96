import { stringify } from 'yaml'
import { readConfigFile } from '../config/alertmanager-file.ts'
import { openIdProblem } from '../config/openid-from.ts'
import { hasTls } from '../config/tls-settings.ts'
import { type DemoFlags, runDemo } from '../demo/run-demo.ts'
import { readVersion } from '../ground/version.ts'
import { postgresProblem } from '../postgres-place.ts'
import { writePrivately } from '../private-files.ts'
import { redisProblem } from '../redis-place.ts'
import { readPair } from '../tls/read-pair.ts'
import { health } from './answers-itself.ts'
import { audit } from './audit.ts'
import { backup } from './backup.ts'
import { readCommandLine } from './command-line.ts'
import { helpText } from './help.ts'
import { joinLink } from './join-link.ts'
import { logLevel } from './log-level.ts'
import { type MigrateFlags, migrate } from './migrate.ts'
import { type PurgeFlags, purge } from './purge.ts'
import { problemText, readSettings } from './read-settings.ts'
import { serve } from './serve.ts'
import { token } from './token.ts'

/** Runs one command line; answers the exit code. 2 is a command line or settings that cannot be understood. */
export async function main(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  writePrivately()
  const line = readCommandLine(args)
  if (!line.ok) {
    process.stderr.write(`${line.message}\n`)
    return 2
  }
  switch (line.command) {
    case 'help':
      process.stdout.write(helpText())
      return 0
    case 'version':
      process.stdout.write(`watchfloor ${readVersion()}\n`)
      return 0
    case 'purge':
      return purge(line.flags as PurgeFlags)
    case 'demo':
      return runDemo(line.flags as DemoFlags)
    case 'backup':
    case 'check-config':
    case 'health':
    case 'join-link':
    case 'log-level':
    case 'migrate':
    case 'token':
    case 'audit':
    case 'serve': {
      const loaded = readSettings(line.flags, environment)
      if (!loaded.ok) {
        process.stderr.write(`${problemText(loaded)}\n`)
        return 2
      }
      if (line.command === 'serve') return serve(loaded.settings)
      if (line.command === 'health') return health(loaded.settings)
      if (line.command === 'audit') return audit(loaded.settings, line.words, line.flags)
      if (line.command === 'token')
        return token(loaded.settings, line.words, { ...line.flags, ...line.lists })
      if (line.command === 'log-level') return logLevel(loaded.settings, line.words, line.flags)
      if (line.command === 'join-link') return joinLink(loaded.settings, line.words, line.flags)
      if (line.command === 'migrate') return migrate(loaded.settings, line.flags as MigrateFlags, environment)
      if (line.command === 'backup') return backup(loaded.settings, line.flags.to)
      const { alertmanager_config: file, limits } = loaded.settings
      const config = file === '' ? undefined : readConfigFile(file, limits)
      if (config?.ok === false) {
        process.stderr.write(`${problemText(config)}\n`)
        return 2
      }
      const provider = openIdProblem(loaded.settings)
      if (provider !== undefined) {
        process.stderr.write(`${provider}\n`)
        return 2
      }
      const engine =
        postgresProblem(loaded.settings, environment) ?? redisProblem(loaded.settings, environment)
      if (engine !== undefined) {
        process.stderr.write(`${engine}\n`)
        return 2
      }
      const pair = hasTls(loaded.settings) ? readPair(loaded.settings.tls, Date.now()) : undefined
      if (pair?.ok === false) {
        process.stderr.write(`${problemText({ problems: [pair] })}\n`)
        return 2
      }
      process.stdout.write(
        `Settings are valid. In effect (times in ms, sizes in bytes):\n${stringify(loaded.settings)}`,
      )
      return 0
    }
  }
}
