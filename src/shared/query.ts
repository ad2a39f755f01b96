/** As forms and their libraries encode a value: every other sign is written as a percentage, and a space as a plus. */
const FORM_ENCODED = /^[\w*.~+%-]*$/

/**
 * Reads the query of a place. A plus is a space only in a value that is encoded as forms are: in one that was written
 * by hand it is itself, as in `{instance=~".+"}`, where a space would ask for something else.
 */
export function readQuery(query: string): URLSearchParams {
  const parts = query.replace(/^\?/, '').split('&')
  const read = parts.map((part) => {
    const at = part.indexOf('=') + 1
    const value = part.slice(at)
    return FORM_ENCODED.test(value) ? part : part.slice(0, at) + value.replaceAll('+', '%2B')
  })
  return new URLSearchParams(read.join('&'))
}
