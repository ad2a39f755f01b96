/**
 * Public halves of the keys that may sign updates; a feed is good when one of them signed it. Who publishes packages
 * makes a key of their own with `npm run sign:desktop-feed -- --new-key FILE`, keeps it offline, and adds the line
 * that it prints. Two stand here while one takes the other's place. An app that is built without any takes no updates,
 * and says so.
 */
export const UPDATE_KEYS: readonly string[] = []
