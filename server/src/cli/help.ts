import { settingLeaves } from '../config/leaves.ts'
import { settingFlags } from './command-line.ts'

/** The text of `help`. */
export function helpText(): string {
  const flags = [
    ['--config FILE', 'Settings as YAML.'],
    ...settingFlags().map(({ flag, description, isSwitch }) => [
      isSwitch ? `--${flag}` : `--${flag} VALUE`,
      description,
    ]),
  ]
  const lines = flags.map(([flag = '', text]) => `  ${flag.padEnd(28)}${text}`)
  const keys = settingLeaves().map(({ key, variable }) => `  ${key.padEnd(36)}${variable}`)
  return `watchfloor-server: takes alerts in, keeps them durably, streams every change.

  watchfloor-server [serve] [flags]       start the server
  watchfloor-server check-config [flags]  check settings, and show the ones in effect
  watchfloor-server health [flags]        ask the server of this machine whether it lives: exit code 0, or 1
  watchfloor-server backup --to FILE      copy the database, while the server runs or not
  watchfloor-server migrate --from sqlite --to postgres [--check]  move everything from a stopped server’s file into PostgreSQL
  watchfloor-server purge [flags]         end alerts by matcher, forget sources, on a running server
  watchfloor-server token create|list|revoke  who may come in, on this machine’s running server
  watchfloor-server audit list|export|head|verify  who did what there, and whether that was touched
  watchfloor-server join-link [list|revoke ID]  make a link that brings one person’s desk to this machine’s running server; those that wait
  watchfloor-server log-level [LEVEL]     how much the log of this machine’s running server says, from now on
  watchfloor-server demo [flags]          post a lively, made-up fleet to a running server
  watchfloor-server version

Flags of serve, backup, migrate, token, health and check-config:
${lines.join('\n')}

Flags of migrate:
  --from, --to          From sqlite to postgres; there is no way back.
  --check               Move nothing: only compare the file with the database.

Flags of purge:
  --server URL          Server to purge (http://127.0.0.1:9095).
  --filter MATCHERS     Alerts to end, such as 'team="a",severity=~"info|none"'.
  --source NAME         Health row of a source to forget; several with semicolons between.
  --name YOU            Who; needed with --yes.
  --note TEXT           Why; it stands in the history.
  --yes                 Do it. Without, it only says what it would do.

Flags of token create:
  --name NAME           Whose it is: a person, or a program.
  --role ROLE           ingest sends alerts, viewer looks, responder acts, admin runs the server.
  --scope LABEL=VALUE   Sees only alerts with it; several values of a label, or labels, by saying it again.
  --label LABEL=VALUE   What it sends bears this label, whatever it says itself.
  --replaces ID         The token in whose place it is sent: what that one reported is its to end.
  --expires TIME        How long it is good for, such as 30d (90d).

token revoke takes the token’s ID, or of what was issued by anybody, JWTs too:
  --subject SUBJECT     All that stands for it, such as jwt:https://idp.example#ana.
  --jti ID              One JWT.
  --issued-before TIME  Only what is older (now); alone, everybody’s that is.

Flags of audit:
  --from, --to TIME     Of that time only, such as 2027-01-31T12:00:00Z.
  --who TEXT            A credential, subject or address, or a part of a name.
  --what TEXT           What was done, such as silence or token.create.
  --result TEXT         What came of it, such as ok or refused.
  --limit N             Entries at most (100 of a list; a file has all).
  --format FORMAT       Of export: jsonl or csv (jsonl).
  --head SEQ:HASH       Of verify: the end of the chain as it was kept elsewhere.
  --key KEY             Of verify: the public key that was kept elsewhere; several with commas.
  --file COPY           Of verify: a backup, instead of the running server.

Flags of join-link:
  --name NAME           For whom; needed where people sign in.
  --role ROLE           What they may there: viewer, responder or admin (responder).

Flags of log-level:
  --for TIME            Then it goes back by itself, such as 10m; at the next start when left out.

Flags of demo:
  --server URL          Server to post to (http://127.0.0.1:9095).
  --speed N             How many times faster than life (1).
  --seed N              The same seed tells the same story (1).
  --mix                 Post even if the server holds other alerts.

Every setting is a key of the YAML file and a variable:
${keys.join('\n')}
`
}
