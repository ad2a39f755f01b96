import type { Result } from '@watchfloor/client'
import { type BoardSilence, readAlertmanagerSilence } from '@watchfloor/contract'
import { useEffect, useState } from 'react'
import { useWatchfloor } from '../../state/context.ts'
import { refusalText } from '../../ui/refusal-text.ts'
import { silenceOf } from './silence-of.ts'

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
  const read = readAlertmanagerSilence(got.value)
  if (read.ok) return { silence: silenceOf(read.value), why: '' }
  return { silence: null, why: `The server’s answer cannot be read: ${read.error}` }
}
