import { type FuseV1Config, FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses'

/**
 * What Electron's binary itself allows, whatever it is started with. Every fuse that there is has its state here: one
 * that a later Electron brings stops the packaging until somebody has decided about it.
 */
export const FUSES: Required<FuseV1Config> & { readonly strictlyRequireAllFuses: true } = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  // A binary that was changed needs another signature; where a real one follows, it replaces this.
  resetAdHocDarwinSignature: process.platform === 'darwin',
  // Nobody makes a Node of it, nor a debugger's door, by a variable or an argument.
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  // It runs the app.asar that it was packaged with, and on macOS and Windows only as it was then.
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.EnableCookieEncryption]: true,
  // Our page has a scheme of its own, and there is no snapshot.
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // How V8 finds accesses out of bounds in WebAssembly: the default, and the faster one.
  [FuseV1Options.WasmTrapHandlers]: true,
}

/** Sets them in a program of Electron's, or in an `.app`. Answers what is wrong with it, in a sentence. */
export async function setFuses(program: string): Promise<string | undefined> {
  try {
    await flipFuses(program, FUSES)
    return undefined
  } catch (error) {
    return `The fuses of ${program} cannot be set, so it is not packaged: ${(error as Error).message}`
  }
}
