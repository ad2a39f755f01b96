import { Autocomplete } from '@mantine/core'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { lineOf } from '../../../shared/alert-words.ts'
import { eachCondition, readConditions } from '../../../shared/conditions.ts'
import { useWatchfloor } from '../../state/context.ts'
import { changeView } from '../../state/view-place.ts'
import classes from './filter-bar.module.css'
import { suggestions } from './suggestions.ts'

/** Takes a matcher, or words to look for. What cannot be read is said, and nothing changes. */
export function FilterField(): ReactNode {
  const { live, screen } = useWatchfloor()
  const [text, setText] = useState('')
  const [error, setError] = useState<string | null>(null)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    screen.focusFilter.run = () => field.current?.focus()
    return () => {
      screen.focusFilter.run = () => {}
    }
  }, [screen])

  const leave = (): void => {
    if (screen.lines !== null) screen.lines.focus()
    else field.current?.blur()
  }
  const take = (entered: string): void => {
    const result = readFilter(entered)
    if (result.kind === 'error') return setError(result.error)
    setError(null)
    setText('')
    if (result.kind === 'conditions') {
      changeView((view) => ({ ...view, filter: [...new Set([...view.filter, ...result.texts])] }))
    } else if (result.kind === 'words') changeView((view) => ({ ...view, text: result.text }))
  }
  const press = (event: KeyboardEvent): void => {
    const has = (attribute: string): boolean => field.current?.hasAttribute(attribute) === true
    // A proposal that is chosen takes the place of what was half typed; its list is closed before the field is left.
    if (event.key === 'Enter' && !has('aria-activedescendant')) take(text)
    if (event.key === 'Escape' && (text === '' || !has('data-expanded'))) leave()
    if (event.key === 'Backspace' && text === '') {
      changeView((view) =>
        view.text !== '' ? { ...view, text: '' } : { ...view, filter: view.filter.slice(0, -1) },
      )
    }
  }
  return (
    <Autocomplete
      ref={field}
      classNames={{ root: classes.field, input: classes.input }}
      aria-label="Add a matcher or words"
      placeholder="+ matcher or words"
      size="xs"
      value={text}
      error={error}
      data={text === '' ? [] : suggestions(live.getState().board?.alerts.values() ?? [], text)}
      limit={8}
      comboboxProps={{ withinPortal: false }}
      // They are of what is typed already, also where they quote what was typed without.
      filter={({ options }) => options}
      renderOption={({ option }) => lineOf(option.value)}
      onChange={(next) => {
        setError(null)
        setText(next)
      }}
      onOptionSubmit={(option) => {
        if (!option.endsWith('=')) queueMicrotask(() => take(option))
      }}
      onKeyDown={press}
    />
  )
}

type Read =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'conditions'; readonly texts: readonly string[] }
  | { readonly kind: 'error'; readonly error: string }

/** A text with an operator is a matcher, a list of them, or another condition; anything else is words. */
export function readFilter(entered: string): Read {
  const text = entered.trim()
  if (text === '') return { kind: 'nothing' }
  if (!/[=~]/.test(text)) return { kind: 'words', text }
  const read = readConditions([text])
  return read.ok
    ? { kind: 'conditions', texts: eachCondition(text) ?? [text] }
    : { kind: 'error', error: read.error }
}
