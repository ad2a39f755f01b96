import { CredentialName, parser } from '@watchfloor/contract'

const parse = parser(CredentialName)
const LONGEST = 100

/** What somebody else calls a person, as a name that shows what it is; undefined when nothing of it can be seen. */
export function readableName(given: string): string | undefined {
  const visible = given
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
  const name = [...visible].slice(0, LONGEST).join('').trim()
  const parsed = parse(name)
  return parsed.ok ? parsed.value : undefined
}
