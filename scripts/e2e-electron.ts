import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { installTestDependencies } from './install-test-dependencies.ts'
import { ROOT, runCommand } from './run-command.ts'

/** The desktop tests on Electron itself, where its binary can be had: at home it is downloaded when it is missing. */
async function onRealElectron(): Promise<number> {
  if (!existsSync(join(ROOT, 'node_modules/electron/dist/electron'))) {
    const code = await runCommand(process.execPath, ['node_modules/electron/install.js'], { quiet: true })
    if (code !== 0) {
      console.error(
        "Electron's binary is not here and cannot be downloaded, so nothing was tested on it. On the stand-in for it, the same tests run with: npm test",
      )
      return 1
    }
  }
  if (!(await installTestDependencies())) return 1
  const built = await runCommand('electron-vite', ['build', '--logLevel', 'warn'])
  if (built !== 0) return built
  return runCommand('playwright', ['test', '--project=desktop', '--forbid-only'], {
    variables: { TEST_ELECTRON: 'real' },
  })
}

process.exitCode = await onRealElectron()
