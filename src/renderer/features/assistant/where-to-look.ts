/** Where a system keeps notifications from being seen; the most likely first. */
export function whereToLook(platform: string): readonly string[] {
  switch (platform) {
    case 'darwin':
      return [
        'System Settings › Notifications › Watchfloor: allow them, style Alerts.',
        'A Focus or Do Not Disturb is on. The moon in the menu bar tells.',
        'System Settings › Notifications: the screen is shared, mirrored or locked.',
      ]
    case 'win32':
      return [
        'Settings › System › Notifications: on, and on for Watchfloor.',
        'Do not disturb is on. The bell in the taskbar tells.',
        'Focus, or an app in full screen, keeps them away.',
      ]
    default:
      return [
        'Settings › Notifications of your desktop: on, and on for Watchfloor.',
        'Do Not Disturb is on. It stands in the panel or the calendar menu.',
        'No notification service runs. Small window managers need one, for example dunst or mako.',
      ]
  }
}
