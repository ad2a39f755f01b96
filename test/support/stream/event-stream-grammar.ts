/** One event of a stream, as a plain reader gets it. */
export interface Dispatched {
  readonly type: string
  readonly id: string
  readonly data: string
}

/**
 * Reads a whole event stream's text by the letter of the HTML standard (9.2.6), written without a look at any other
 * parser. A block that has not ended is no event.
 */
export function readEventStream(text: string): Dispatched[] {
  const events: Dispatched[] = []
  let lastId = ''
  let id = ''
  let type = ''
  let data: string[] = []
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)
  // What follows the last line end is a line that has not ended.
  for (const line of lines.slice(0, -1)) {
    if (line === '') {
      lastId = id
      if (data.length > 0)
        events.push({ type: type === '' ? 'message' : type, id: lastId, data: data.join('\n') })
      type = ''
      data = []
      continue
    }
    const colon = line.indexOf(':')
    if (colon === 0) continue
    const field = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'event') type = value
    else if (field === 'data') data.push(value)
    else if (field === 'id' && !value.includes('\0')) id = value
  }
  return events
}
