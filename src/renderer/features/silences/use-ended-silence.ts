import type { Result } from '@watchfloor/client'
import { type BoardSilence, parser, Timestamp } from '@watchfloor/contract'
import { useEffect, useState } from 'react'
import Type from 'typebox'
import { useWatchfloor } from '../../state/context.ts'
import { refusalText } from '../../ui/refusal-text.ts'

/** A silence as Alertmanager's API shows it: what has ended is not on the board. */
const Gettable = Type.Object({
  id: Type.String(),
  status: Type.Object({
    state: Type.Union([Type.Literal('active'), Type.Literal('pending'), Type.Literal('expired')]),
  }),
  matchers: Type.Array(
    Type.Object({
      name: Type.String(),
      value: Type.String(),
      isRegex: Type.Boolean(),
      isEqual: Type.Boolean(),
    }),
  ),
  startsAt: Timestamp,
  endsAt: Timestamp,
  updatedAt: Timestamp,
  createdBy: Type.String(),
  comment: Type.String(),
  annotations: Type.Record(Type.String(), Type.String()),
})

const parseGettable = parser(Gettable)

export interface Ended {
  readonly silence: BoardSilence | null
  /** Why there is none to show. */
  readonly why: string
}

const ASKING: Ended = { silence: null, why: 'Asking the server…' }
const GONE: Ended = { silence: null, why: 'There is no silence of this id, or none any more.' }

/** A silence that is not on the board, as the server remembers it. Null asks for none. */
export function useEndedSilence(id: string | null): Ended {
  const { bridge } = useWatchfloor()
  const [ended, setEnded] = useState<Ended>(ASKING)
  useEffect(() => {
    if (id === null) return
    let isOver = false
    const ask = async (): Promise<void> => {
      const path = `/api/v2/silence/${encodeURIComponent(id)}`
      const got = await bridge.request({ method: 'GET', path })
      if (!isOver) setEnded(endedOf(got))
    }
    void ask()
    return () => {
      isOver = true
    }
  }, [bridge, id])
  return ended
}

function endedOf(got: Result<unknown>): Ended {
  if (!got.ok) {
    return got.reason === 'not_found' ? GONE : { silence: null, why: refusalText('Silence not read', got) }
  }
  const read = parseGettable(got.value)
  if (read.ok) return { silence: silenceOf(read.value), why: '' }
  return { silence: null, why: `The server’s answer cannot be read: ${read.error}` }
}

function silenceOf(given: Type.Static<typeof Gettable>): BoardSilence {
  return {
    id: given.id,
    state: given.status.state,
    matchers: given.matchers.map(({ name, value, isRegex, isEqual }) => ({
      name,
      value,
      is_regex: isRegex,
      is_equal: isEqual,
    })),
    starts_at: given.startsAt,
    ends_at: given.endsAt,
    updated_at: given.updatedAt,
    created_by: given.createdBy,
    comment: given.comment,
    annotations: given.annotations,
    sequence: 0,
  }
}
