import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT, runCommand } from './run-command.ts'

// npm run looks: takes the pictures of every screen anew, in both schemes. Look at each of them before you commit it.

await rm(join(ROOT, 'test/looks/pictures'), { recursive: true, force: true })
process.exitCode = await runCommand('playwright', ['test', '--project=looks', 'test/looks/looks.spec.ts'], {
  variables: { LOOKS: 'make' },
})
