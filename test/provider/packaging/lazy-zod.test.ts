/** The stand-in for zod that the bundle gets: it must judge as zod does, and make nothing before it is asked. */
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import * as zod from 'zod/mini'
import * as lazy from '../../../src/provider/packaging/lazy-zod.js'

/** Schemas put together in every way the houses do. */
function schemasOf(z: typeof zod) {
  const name = z
    .string()
    .check(z.regex(/^[a-z]+$/, 'must be a name'), z.maxLength(5), z.describe('a name'))
  const person = z
    .object({ name, age: z.optional(z.int().check(z.gte(0), z.lte(150))) })
    .check(z.refine(({ name: own }) => own !== 'root', 'nobody'))
  return {
    name,
    person,
    strict: z.strictObject({
      ...person.shape,
      kind: z.enum(['a', 'b']),
      since: z.nullable(z.iso.datetime()),
    }),
    list: z.array(z.union([person, z.literal('all')])),
    defaulted: z._default(z.array(z.string().check(z.trim(), z.toLowerCase())), []),
    table: z.record(z.string(), z.boolean()),
    counted: z.coerce.number(),
  }
}

type Name = keyof ReturnType<typeof schemasOf>

const [ours, theirs] = [schemasOf(lazy as unknown as typeof zod), schemasOf(zod)]

/** Values near what is asked for, so that some are accepted. */
const near = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(
      'a',
      'b',
      'anna',
      'root',
      'all',
      ' Mixed ',
      '2026-01-01T00:00:00Z',
      7,
      -1,
      null,
      undefined,
      true,
    ),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.record(
      { name: tie('value'), age: tie('value'), kind: tie('value'), since: tie('value') },
      { requiredKeys: [] },
    ),
  ),
})).value

describe('the stand-in for zod', () => {
  test.each(Object.keys(theirs) as Name[])('%s: judged alike, in the same words', (name) => {
    fc.assert(
      fc.property(near, (value) => {
        const [own, other] = [ours[name].safeParse(value), theirs[name].safeParse(value)]
        expect([own.success, own.data, own.error?.issues]).toEqual([
          other.success,
          other.data,
          other.error?.issues,
        ])
        expect(lazy.safeParse(ours[name], value).success).toBe(other.success)
      }),
      { numRuns: 300 },
    )
  })

  test('makes nothing before it is asked', () => {
    const trap = new Proxy(['a'], {
      get: () => {
        throw new Error('made')
      },
    })
    const schema = lazy.object({ kind: lazy.optional(lazy.enum(trap)) })
    expect(Object.keys(schema.shape)).toEqual(['kind'])
    expect(() => schema.safeParse({})).toThrow('made')
  })
})
