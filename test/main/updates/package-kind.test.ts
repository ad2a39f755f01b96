import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { installLine, type PackageFacts, packageKind } from '../../../src/main/updates/package-kind.ts'
import { fileOf } from '../../support/desktop/test-feed.ts'

const FACTS: PackageFacts = {
  platform: 'linux',
  isPackaged: true,
  appImage: undefined,
  packageType: undefined,
  hasUninstaller: false,
}

test.each<[Partial<PackageFacts>, string]>([
  [{ isPackaged: false, appImage: '/a' }, 'clone'],
  [{ appImage: '/home/ana/Watchfloor.AppImage' }, 'appimage'],
  [{ appImage: '', packageType: 'deb\n' }, 'deb'],
  [{ packageType: 'rpm' }, 'rpm'],
  [{ packageType: 'pacman' }, 'folder'],
  [{}, 'folder'],
  [{ platform: 'win32', hasUninstaller: true }, 'nsis'],
  [{ platform: 'win32' }, 'folder'],
  [{ platform: 'darwin' }, 'mac'],
])('%j is %s', (facts, kind) => {
  expect(packageKind({ ...FACTS, ...facts })).toBe(kind)
})

test('whatever the address of the server has in it, the line to type is those three commands', () => {
  const feed = new URL("https://watch.example.com/a'; touch $(pwned) `pwned` '/desktop/")
  const line = installLine('deb', fileOf('watchfloor_1.2.0_amd64.deb'), feed) ?? ''
  const doubles = 'curl() { echo "curl $#"; }; sha512sum() { echo sum; }; sudo() { echo "sudo $*"; }; '
  const { stdout, stderr } = spawnSync('sh', ['-c', doubles + line], { encoding: 'utf8', cwd: '/' })
  expect(stdout).toBe('curl 2\nsum\nsudo apt install ./watchfloor_1.2.0_amd64.deb\n')
  expect(stderr).toBe('')
})
