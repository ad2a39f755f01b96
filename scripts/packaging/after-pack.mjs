import { join } from 'node:path'
import { setFuses } from './fuses.ts'

/** electron-builder, after it has put an app together and before it signs it: its own list of fuses lacks some. */
export default async function afterPack({ appOutDir, electronPlatformName, packager }) {
  const { productFilename } = packager.appInfo
  const programs = { darwin: `${productFilename}.app`, win32: `${productFilename}.exe` }
  const trouble = await setFuses(join(appOutDir, programs[electronPlatformName] ?? packager.executableName))
  if (trouble !== undefined) throw new Error(trouble)
}
