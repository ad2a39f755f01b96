// Loaded before our TypeScript by `node -r`, and written so that any Node can read it: an old one stops here with a
// sentence instead of a stack trace. Node 22.18 is the first that runs our sources as they are, with node:sqlite.
if (!process.features.typescript) {
  console.error(
    'Watchfloor needs Node 22.18 or newer (24 is best); this is ' +
      process.versions.node +
      '. Install one, or on Linux x64 run "npm ci" without --omit=optional: it brings Node 24 for npm\'s scripts.',
  )
  process.exit(1)
}
