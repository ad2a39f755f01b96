import { expect, test } from '@playwright/test'
import { ELECTRON_EXECUTABLE, ELECTRON_KIND, requireElectron } from '../support/desktop/electron-kind.ts'
import { startProgram } from '../support/programs/program.ts'

test('the Electron that the desktop tests run on starts', async () => {
  requireElectron()
  const program = startProgram(ELECTRON_EXECUTABLE, ['--no-sandbox', '--version'])
  await program.exited
  expect(program.output()).toMatch(/^v\d+\.\d+\.\d+/)
  const name = ELECTRON_KIND === 'real' ? 'Electron' : 'the stand-in for Electron'
  console.log(`The desktop tests run on ${name} ${program.output().trim()}.`)
})
