import { createHash } from 'node:crypto'
import { sessionBus } from '../desktop/session-bus.ts'

const INTERFACE = 'com.canonical.Unity.LauncherEntry'

/** Tells launchers the number on the app's icon, as Electron does. Where there is no bus, nobody hears it. */
export function showBadge(desktopName: string, count: number): void {
  const uri = `application://${desktopName}`
  const path = `/com/canonical/unity/launcherentry/${createHash('md5').update(uri).digest('hex')}`
  sessionBus()
    .then((bus) =>
      bus.emit(path, INTERFACE, 'Update', 'sa{sv}', [
        uri,
        [
          ['count', ['x', count]],
          ['count-visible', ['b', count > 0]],
        ],
      ]),
    )
    .catch(() => {})
}
