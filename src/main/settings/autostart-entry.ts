/** What a Linux desktop reads in its folder `autostart`: the program to start when its person signs in. */
export function autostartEntry(command: readonly [program: string, ...args: string[]], icon: string): string {
  return `[Desktop Entry]
Type=Application
Name=Watchfloor
Comment=Starts without a window when you sign in
Exec=${command.map(quoted).join(' ')}
TryExec=${escaped(command[0])}
Icon=${icon}
Terminal=false
`
}

/** Desktops switch an entry off by a line in it, where they do not delete it. */
export function isEntryOn(text: string): boolean {
  return !/^(Hidden *= *true|X-GNOME-Autostart-enabled *= *false) *$/m.test(text)
}

/** By the Desktop Entry Specification: an argument is quoted, and then the whole is a string with its own escapes. */
function quoted(argument: string): string {
  return escaped(`"${argument.replace(/["`$\\]/g, '\\$&')}"`).replaceAll('%', '%%')
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\')
}
