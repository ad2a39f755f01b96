import { EVENT_TYPES, Event, LoggedEvent, SOURCES } from '@watchfloor/contract'
import { expect, test } from 'vitest'

/** Values that a property of these schemas may have. */
function valuesOf(schemas: readonly unknown[], name: string): readonly string[] {
  return schemas.flatMap((schema) => {
    const { properties } = schema as { properties: Record<string, { const?: string; enum?: string[] }> }
    const property = properties[name]
    return property?.enum ?? (property?.const === undefined ? [] : [property.const])
  })
}

test('every type and source of an event is listed, so that streams can be filtered by it', () => {
  expect([...valuesOf(Event.anyOf, 'type')].sort()).toEqual([...EVENT_TYPES].sort())
  expect([...valuesOf(Event.anyOf, 'source')].sort()).toEqual([...SOURCES].sort())
})

test('what the history tells is what streams carry, without prev', () => {
  const schemas = (LoggedEvent as unknown as { readonly anyOf: readonly unknown[] }).anyOf
  expect(valuesOf(schemas, 'type')).toEqual(EVENT_TYPES.filter((type) => type !== 'stats_updated'))
  for (const schema of schemas) expect(schema).not.toHaveProperty('properties.prev')
})
