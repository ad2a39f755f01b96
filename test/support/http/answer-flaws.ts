const flaws = new Set<string>()

export function noteFlaw(flaw: string): void {
  flaws.add(flaw)
}

/** What was wrong with servers' answers since this was last asked. */
export function takeFlaws(): readonly string[] {
  const taken = [...flaws]
  flaws.clear()
  return taken
}
