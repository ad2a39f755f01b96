import { type AuditEntry, parseTime } from '@watchfloor/contract'
import type { ReactNode } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import { formatMoment } from '../../../shared/times.ts'
import { listsOf } from './audit-words.ts'
import { changesOf, textOf } from './changes.ts'
import classes from './entry-detail.module.css'

/** All that an entry holds. */
export function EntryDetail({ entry }: { readonly entry: AuditEntry }): ReactNode {
  const { who, repeated } = entry
  const facts: readonly (readonly [name: string, text: string | undefined])[] = [
    ['Recognised by', who.credential],
    ['Stands for', who.subject === who.credential ? undefined : who.subject],
    ['Role', who.role ?? 'none'],
    ['Address', who.address],
    ['Named themselves', entry.as],
    ['Asked for', entry.route],
    ['Why', entry.reason],
    ...listsOf(entry).map(([name, { ids, count, hash }]) => {
      const more =
        count > ids.length ? ` and ${count - ids.length} more${hash ? ` (SHA-256 ${hash})` : ''}` : ''
      return [
        `${count === 1 ? 'The' : 'These'} ${name}${count === 1 ? '' : 's'}`,
        `${ids.join(', ')}${more}`,
      ] as const
    }),
    [
      'Stands for many alike',
      repeated && `${repeated.count}, from ${moment(repeated.first)} to ${moment(repeated.last)}`,
    ],
    ['Else', textOf(entry.detail)],
    ['Number', String(entry.sequence)],
    ['Hash of the one before', entry.prev],
  ]
  return (
    <div className={classes.detail}>
      <dl className={classes.facts}>
        {facts.map(
          ([name, text]) =>
            text !== undefined &&
            text !== '' && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{lineOf(text)}</dd>
              </div>
            ),
        )}
      </dl>
      {(entry.before !== undefined || entry.after !== undefined) && <ChangeTable entry={entry} />}
    </div>
  )
}

/** What it changed: each field as it was, and as it is. */
function ChangeTable({ entry }: { readonly entry: AuditEntry }): ReactNode {
  const { changed, same } = changesOf(entry.before, entry.after)
  return (
    <div className={classes.scrolls}>
      <table className={classes.changes}>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {changed.map(({ field, before, after }) => (
            <tr key={field}>
              <th scope="row">{field === '' ? 'all of it' : lineOf(field)}</th>
              <td>{before === undefined ? <Absent /> : lineOf(before)}</td>
              <td>{after === undefined ? <Absent /> : lineOf(after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {same > 0 && (
        <p className={classes.hint}>{same === 1 ? '1 field' : `${same} fields`} stayed as before.</p>
      )}
    </div>
  )
}

function Absent(): ReactNode {
  return <span className={classes.absent}>not there</span>
}

function moment(text: string): string {
  return formatMoment(parseTime(text) ?? Number.NaN)
}
