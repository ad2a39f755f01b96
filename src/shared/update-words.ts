import { plural } from './counts.ts'
import type { RefusedUpdate, UpdateChannel, UpdateState } from './update-state.ts'

const OFF: Readonly<Record<Extract<UpdateState, { kind: 'off' }>['why'], string>> = {
  no_key: 'This build has no key to check updates with, so it takes none.',
  switched_off: 'Updates are off. Whoever looks after this computer brings them.',
  clone: 'It runs from a clone: it is updated there.',
  no_packages: 'No packages are made for this kind of computer.',
  no_server: 'Updates come from your server. None is chosen yet.',
}

const REFUSED: Readonly<Record<RefusedUpdate, string>> = {
  signature: 'What the server offers is not signed with Watchfloor’s key.',
  unreadable: 'What the server offers is signed, but this version cannot read it.',
  audience: 'What the server offers is signed for another kind of computer or another channel.',
  replayed: 'What the server offers is older than what was offered before.',
  changed: 'The package is not the one that was signed.',
}

const LATER = 'Tell whoever runs the server.'

/** How this app stands with its updates, beside the version that runs. */
export function updateText(state: UpdateState, channel: UpdateChannel | 'off'): string {
  switch (state.kind) {
    case 'off':
      return OFF[state.why]
    case 'unchecked':
      return 'Not looked for yet.'
    case 'newest':
      return state.offered === null
        ? `That is the newest of the ${channel} channel.`
        : `The ${channel} channel has ${state.offered}, which is older. Nothing goes back.`
    case 'staged':
      return `${state.version} is handed out in stages. Other desks come first.`
    case 'loading':
      return `Loading ${state.version}: ${state.percent} %.`
    case 'ready':
      return readyText(state)
    case 'announced':
      return state.line === null
        ? `${state.version} is there. This copy was unpacked by hand, and is replaced by hand.`
        : `${state.version} is there. This package belongs to the system. Type:`
    case 'rolled_back':
      return `${state.version} did not start twice and was taken back. It is not tried again here.`
    case 'refused':
      return `${REFUSED[state.why]} Nothing was installed. ${LATER}`
    case 'failed':
      return `Could not look for a newer one: ${state.why}. It is tried again.`
    default:
      return state satisfies never
  }
}

function readyText({ version, waiting }: Extract<UpdateState, { kind: 'ready' }>): string {
  switch (waiting?.for) {
    case undefined:
      return `${version} is ready, its signature checked. Nobody rings here while it restarts.`
    case 'criticals': {
      const { count } = waiting
      return `${version} is ready and waits: ${plural(count, 'critical')} ${count === 1 ? 'is' : 'are'} open.`
    }
    case 'receiving':
      return `${version} is ready and waits: nothing is received, so a critical may be open.`
    default:
      return waiting satisfies never
  }
}
