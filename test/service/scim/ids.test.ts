/** Ids of what SCIM clients create. */
import { expect, test } from '@jest/globals'
import { newResourceId } from '../../../src/service/scim/ids.js'

test('later ids sort after earlier ones; those of one moment differ', () => {
  const at = Date.parse('2026-03-01T12:00:00Z')
  const ids = Array.from({ length: 100 }, (_, ms) => newResourceId(new Date(at + ms)))
  expect(ids.toSorted()).toEqual(ids)
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/)
  const atOnce = Array.from({ length: 100 }, () => newResourceId(new Date(at)))
  expect(new Set(atOnce).size).toBe(100)
})
