/** Plans, as pure functions: configuration and prior state in, what Terraform shall show out. */
import { describe, expect, test } from '@jest/globals'
import {
  UNKNOWN,
  list,
  map,
  object,
  set,
  string,
  type Attributes,
} from '../../../src/provider/framework/index.js'
import { checkApplied, checkPlan } from '../../../src/provider/framework/consistency.js'
import { planChange } from '../../../src/provider/framework/plan.js'
import { replacedPaths } from '../../../src/provider/framework/replace.js'
import { keepSpelling } from '../../../src/provider/framework/spelling.js'
import type { Values } from '../../../src/provider/framework/value.js'

const element = object({
  group: string({ required: true }),
  role: string({ optional: true, default: 'viewer' }),
  id: string({ computed: true }),
})

const attributes: Attributes = {
  name: string({ required: true, requiresReplace: true }),
  title: string({ optional: true, default: 'untitled' }),
  note: string({ optional: true }),
  etag: string({ computed: true }),
  id: string({ computed: true, useStateForUnknown: true }),
  mode: string({ optional: true, computed: true }),
  url: string({ optional: true, normalize: (url) => url.replace(/\/$/, '') }),
  zones: list(string(), { optional: true }),
  rules: set(element, { optional: true }),
  steps: list(element, { optional: true }),
  byName: map(element, { optional: true }),
  secretWo: string({ optional: true, writeOnly: true }),
  tier: string({
    optional: true,
    requiresReplace: ({ prior, planned }) => prior === 'large' && planned === 'small',
  }),
}

const nothing: Values = Object.fromEntries(Object.keys(attributes).map((name) => [name, null]))
const config = (more: Values = {}): Values => ({ ...nothing, name: 'a', ...more })
const state = (more: Values = {}): Values => ({
  ...nothing,
  name: 'a',
  title: 'untitled',
  etag: 'e1',
  id: 'i1',
  mode: 'auto',
  ...more,
})
const plan = (written: Values, prior: Values | null) =>
  planChange(attributes, config(written), prior)

describe('planning', () => {
  test('a creation: defaults are set, computed values unknown, write-only values null', () => {
    expect(plan({ secretWo: 'x' }, null)).toEqual({
      ...config(),
      title: 'untitled',
      etag: UNKNOWN,
      id: UNKNOWN,
      mode: UNKNOWN,
    })
  })

  test('nothing changed: the prior state itself', () => {
    const prior = state({ rules: [{ group: 'g', role: 'viewer', id: '1' }], url: 'https://x' })
    expect(plan({ rules: [{ group: 'g', role: null, id: null }], url: 'https://x/' }, prior)).toBe(
      prior,
    )
  })

  test('a change makes computed values unknown again, but not those that never change', () => {
    expect(plan({ note: 'n' }, state())).toEqual(state({ note: 'n', etag: UNKNOWN, mode: UNKNOWN }))
  })

  test('an attribute taken out of the configuration returns to null, to its default, to the provider', () => {
    const prior = state({ note: 'n', title: 't', mode: 'manual' })
    expect(plan({}, prior)).toEqual(state({ etag: UNKNOWN, mode: UNKNOWN }))
  })

  test('unknown in the configuration is unknown in the plan', () => {
    expect(plan({ note: UNKNOWN, title: UNKNOWN, zones: ['z', UNKNOWN] }, null)).toMatchObject({
      note: UNKNOWN,
      title: UNKNOWN,
      zones: ['z', UNKNOWN],
    })
  })

  test('the stored spelling stays where it means the same, also when something else changes', () => {
    expect(plan({ url: 'https://x/', note: 'n' }, state({ url: 'https://x' }))).toMatchObject({
      url: 'https://x',
      note: 'n',
    })
    expect(plan({ url: 'https://y/' }, state({ url: 'https://x' }))).toMatchObject({
      url: 'https://y/',
    })
  })

  test('a set in another order is the same set', () => {
    const rules = [
      { group: 'a', role: 'admin', id: '1' },
      { group: 'b', role: 'viewer', id: '2' },
    ]
    const written = [
      { group: 'b', role: null, id: null },
      { group: 'a', role: 'admin', id: null },
    ]
    const prior = state({ rules })
    expect(plan({ rules: written }, prior)).toBe(prior)
  })

  test('of nested objects, known elements keep nothing they may lose, new ones get their defaults', () => {
    const prior = state({ steps: [{ group: 'a', role: 'viewer', id: '1' }] })
    const written = [
      { group: 'a', role: null, id: null },
      { group: 'b', role: 'admin', id: null },
    ]
    expect(plan({ steps: written, byName: { K: written[1] } }, prior)).toMatchObject({
      steps: [
        { group: 'a', role: 'viewer', id: UNKNOWN },
        { group: 'b', role: 'admin', id: UNKNOWN },
      ],
      byName: { K: { group: 'b', role: 'admin', id: UNKNOWN } },
    })
  })

  test('an element of a set whose default was overridden before returns to it', () => {
    const prior = state({ rules: [{ group: 'a', role: 'admin', id: '1' }] })
    expect(plan({ rules: [{ group: 'a', role: null, id: null }] }, prior)).toMatchObject({
      rules: [{ group: 'a', role: 'viewer' }],
    })
  })
})

describe('replacing', () => {
  const replaced = (written: Values, prior: Values) =>
    replacedPaths(attributes, { config: config(written), prior, planned: plan(written, prior) })

  test('when the attribute says so, or may turn out to', () => {
    expect(replaced({ name: 'b' }, state())).toEqual([['name']])
    expect(replaced({ name: UNKNOWN }, state())).toEqual([['name']])
    expect(replaced({ note: 'n' }, state())).toEqual([])
  })

  test('when its function says so', () => {
    expect(replaced({ tier: 'small' }, state({ tier: 'large' }))).toEqual([['tier']])
    expect(replaced({ tier: 'large' }, state({ tier: 'small' }))).toEqual([])
  })
})

describe('spelling', () => {
  test('what the service spells otherwise stays as it was known; what differs does not', () => {
    expect(
      keepSpelling(
        attributes,
        state({ url: 'https://x/', zones: ['a'] }),
        state({ url: 'https://x', zones: ['b'] }),
      ),
    ).toEqual(state({ url: 'https://x/', zones: ['b'] }))
  })

  test('a value that cannot be normalised is only equal to itself', () => {
    const strict: Attributes = {
      json: string({ optional: true, normalize: (text) => JSON.parse(text) as unknown }),
    }
    expect(keepSpelling(strict, { json: '{"a":1}' }, { json: '{ "a": 1 }' })).toEqual({
      json: '{"a":1}',
    })
    expect(keepSpelling(strict, { json: '{' }, { json: '{{' })).toEqual({ json: '{{' })
  })
})

describe('consistency', () => {
  const paths = (found: readonly { readonly path: readonly unknown[] }[]) =>
    found.map(({ path }) => path)

  test('every plan of ours is one Terraform accepts', () => {
    const written = config({
      note: UNKNOWN,
      url: 'https://x/',
      rules: [{ group: UNKNOWN, role: null, id: null }],
      byName: { K: { group: 'g', role: null, id: null } },
    })
    for (const prior of [null, state(), state({ url: 'https://x', note: 'n' })])
      expect(
        checkPlan(attributes, {
          config: written,
          prior,
          planned: planChange(attributes, written, prior),
        }),
      ).toEqual([])
  })

  test('a plan may keep a prior value over the configuration, and nothing else', () => {
    const check = (planned: Values) =>
      paths(
        checkPlan(attributes, {
          config: config({ note: 'new' }),
          prior: state({ note: 'old' }),
          planned,
        }),
      )
    expect(check(state({ note: 'old' }))).toEqual([])
    expect(check(state({ note: 'other' }))).toEqual([['note']])
    expect(check(state({ note: 'new', zones: ['z'], etag: 'e9' }))).toEqual([['zones']])
  })

  test('what was known in the plan is so in the state, however deep; what was unknown may be anything', () => {
    const planned = state({ etag: UNKNOWN, steps: [{ group: 'a', role: UNKNOWN, id: UNKNOWN }] })
    const check = (got: Values) => paths(checkApplied(attributes, planned, got, 'create'))
    expect(check(state({ etag: 'e2', steps: [{ group: 'a', role: 'r', id: 'i' }] }))).toEqual([])
    expect(check(state({ etag: 'e2', steps: [{ group: 'b', role: 'r', id: 'i' }] }))).toEqual([
      ['steps', 0, 'group'],
    ])
    expect(check(state({ etag: 'e2', steps: [] }))).toEqual([['steps']])
  })
})
