import { Button, Checkbox, Group, Modal, Text } from '@mantine/core'
import { type BoardAlert, type BoardSilence, criticalNames, isGoingOn } from '@watchfloor/contract'
import { type ReactNode, useState } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import { formatCount, plural } from '../../../shared/counts.ts'
import { useWatchfloor } from '../../state/context.ts'
import { useBar } from '../../state/may.ts'
import { endMany } from './end-many.ts'
import styles from './silences.module.css'

export interface EndSelectedProps {
  /** Those that can be selected; more than are painted. */
  readonly all: readonly BoardSilence[]
  readonly selected: readonly BoardSilence[]
  readonly onSelect: (silences: readonly BoardSilence[]) => void
}

/** Ending many silences at once: what would be back is said before. */
export function EndSelected({ all, selected, onSelect }: EndSelectedProps): ReactNode {
  const watchfloor = useWatchfloor()
  const bar = useBar('respond', selected.length === 0 ? 'No silence is selected.' : null)
  const [back, setBack] = useState<readonly BoardAlert[] | null>(null)
  const end = (): void => {
    setBack(null)
    onSelect([])
    void endMany(watchfloor, selected)
  }
  const criticals = back?.filter(({ level }) => level === 'critical') ?? []
  return (
    <div className={styles.bulk}>
      <Checkbox
        size="xs"
        label={
          selected.length === 0
            ? `Select all ${formatCount(all.length)}`
            : `${formatCount(selected.length)} selected`
        }
        checked={selected.length === all.length}
        indeterminate={selected.length > 0 && selected.length < all.length}
        onChange={() => onSelect(selected.length === all.length ? [] : all)}
      />
      <Button
        size="xs"
        variant="default"
        onClick={() =>
          setBack(wouldReturn(selected, watchfloor.live.getState().board?.alerts.values() ?? []))
        }
        {...bar}
      >
        End {selected.length === 0 ? 'selected' : plural(selected.length, 'silence')}…
      </Button>
      <Modal
        opened={back !== null}
        onClose={() => setBack(null)}
        withCloseButton={false}
        size="sm"
        aria-label="End many silences"
      >
        <Text fw={600}>End {plural(selected.length, 'silence')} for everyone?</Text>
        <Text size="sm" mt="sm">
          {plural(back?.length ?? 0, 'alert')} would be back
          {criticals.length > 0 &&
            `, ${formatCount(criticals.length)} critical: ${lineOf(criticalNames(criticals))}`}
          .
        </Text>
        <Group justify="flex-end" mt="lg" gap="sm">
          <Button variant="default" onClick={() => setBack(null)}>
            Cancel
          </Button>
          <Button data-autofocus onClick={end}>
            End {plural(selected.length, 'silence')}
          </Button>
        </Group>
      </Modal>
    </div>
  )
}

/** Alerts that nothing else would hide any more. */
export function wouldReturn(
  ending: readonly BoardSilence[],
  alerts: Iterable<BoardAlert>,
): readonly BoardAlert[] {
  const ids = new Set(ending.filter(({ state }) => state === 'active').map(({ id }) => id))
  return [...alerts].filter(
    (alert) =>
      isGoingOn(alert) &&
      alert.silenced_by.length > 0 &&
      alert.silenced_by.every((id) => ids.has(id)) &&
      alert.inhibited_by.length === 0 &&
      alert.muted_by.length === 0,
  )
}
