/** One resource for each mistake a provider can make: the user is told by us, by attribute, and never by Terraform's own general complaint. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  UNKNOWN,
  bool,
  defineProvider,
  defineResource,
  int64,
  list,
  map,
  object,
  set,
  string,
  type Resource,
} from '../../../src/provider/framework/index.js'
import { openWorkspace, type Workspace } from './terraform.js'

const attributes = {
  name: string({ required: true }),
  note: string({ optional: true }),
  title: string({ optional: true, default: 'untitled' }),
  id: string({ computed: true }),
  count1: int64({ optional: true }),
  on: bool({ optional: true }),
  zones: list(string(), { optional: true }),
  aliases: set(string(), { optional: true }),
  labels: map(string(), { optional: true }),
  owner: object(
    { mail: string({ required: true }), key: string({ computed: true }) },
    { optional: true },
  ),
  secretWo: string({ optional: true, writeOnly: true }),
  password: string({ optional: true, sensitive: true }),
}

type Loose = Readonly<Record<string, unknown>>

interface Mistake {
  /** Also the resource's type. */
  readonly name: string
  /** What create answers, given the plan. */
  readonly create?: (planned: Loose) => unknown
  readonly read?: (state: Loose) => unknown
  readonly update?: (planned: Loose) => unknown
  readonly modifyPlan?: (planned: Loose) => Loose
  readonly config?: string
  /** A second configuration, to update to. */
  readonly then?: string
  readonly told: string
  readonly mustNotTell?: string
}

const good = (planned: Loose): Loose => ({
  ...planned,
  id: 'i',
  owner: planned['owner'] === null ? null : { mail: 'm', key: 'k' },
})

const mistakes: readonly Mistake[] = [
  {
    name: 'unknown_after_apply',
    create: (planned) => ({ ...good(planned), id: UNKNOWN }),
    told: 'id is still unknown after create misbehaving_unknown_after_apply',
  },
  {
    name: 'unknown_inside',
    config: 'owner = { mail = "m" }',
    create: (planned) => ({ ...good(planned), owner: { mail: 'm', key: UNKNOWN } }),
    told: 'owner.key is still unknown',
  },
  {
    name: 'null_became_empty_map',
    create: (planned) => ({ ...good(planned), labels: {} }),
    told: 'returned an empty map for labels, but null was planned. Absent and empty are two different values',
  },
  {
    name: 'null_became_empty_list',
    create: (planned) => ({ ...good(planned), zones: [] }),
    told: 'returned an empty list for zones, but null was planned. Absent and empty',
  },
  {
    name: 'empty_became_null',
    config: 'aliases = []',
    create: (planned) => ({ ...good(planned), aliases: null }),
    told: 'returned null for aliases, but an empty set was planned',
  },
  {
    name: 'known_value_changed',
    create: (planned) => ({ ...good(planned), note: 'other' }),
    config: 'note = "mine"',
    told: 'returned "other" for note, but "mine" was planned',
  },
  {
    name: 'default_changed',
    create: (planned) => ({ ...good(planned), title: 'other' }),
    told: 'returned "other" for title, but "untitled" was planned',
  },
  {
    name: 'nested_value_changed',
    config: 'owner = { mail = "m" }',
    create: (planned) => ({ ...good(planned), owner: { mail: 'n', key: 'k' } }),
    told: 'returned "n" for owner.mail, but "m" was planned',
  },
  {
    name: 'list_order_changed',
    config: 'zones = ["a", "b"]',
    create: (planned) => ({ ...good(planned), zones: ['b', 'a'] }),
    told: 'for zones, but another list was planned',
  },
  {
    name: 'secret_changed',
    config: 'password = "swordfish"',
    create: (planned) => ({ ...good(planned), password: 'herring' }),
    told: 'returned (sensitive value) for password',
    mustNotTell: 'herring',
  },
  {
    name: 'write_only_returned',
    config: 'secret_wo = "swordfish"',
    create: (planned) => ({ ...good(planned), secretWo: 'herring' }),
    told: 'returned a value for secretWo, which is write-only and must never be stored',
    mustNotTell: 'herring',
  },
  {
    name: 'missing_attribute',
    create: (planned) =>
      Object.fromEntries(Object.entries(good(planned)).filter(([name]) => name !== 'note')),
    told: 'returned nothing for note: every attribute must be there',
  },
  {
    name: 'wrong_type',
    create: (planned) => ({ ...good(planned), note: 5 }),
    config: 'note = "5"',
    told: 'returned a number for note, which must be a string',
  },
  {
    name: 'number_as_string',
    config: 'count1 = 5',
    create: (planned) => ({ ...good(planned), count1: '5' }),
    told: 'returned a string for count1, which must be a whole number',
  },
  {
    name: 'wrong_type_inside',
    config: 'labels = { a = "b" }',
    create: (planned) => ({ ...good(planned), labels: { a: true } }),
    told: 'returned a boolean for labels.a, which must be a string',
  },
  {
    name: 'computed_left_null',
    create: (planned) => ({ ...good(planned), id: null }),
    told: 'returned null for id, which is computed: it needs a value, or its schema needs nullable: true',
  },
  {
    name: 'nothing_returned',
    create: () => undefined,
    told: 'create misbehaving_nothing_returned returned nothing',
  },
  {
    name: 'array_returned',
    create: () => [],
    told: "must return an object with the resource's attributes, but returned an array",
  },
  {
    name: 'string_thrown',
    create: () => {
      throw 'just a string'
    },
    told: 'Could not create misbehaving_string_thrown',
  },
  {
    name: 'error_thrown',
    create: () => {
      throw new TypeError('x is not a function', { cause: new Error('socket hang up') })
    },
    told: 'x is not a function: socket hang up',
  },
  {
    name: 'plan_for_unset',
    modifyPlan: (planned) => ({ ...planned, note: 'invented' }),
    told: 'modifyPlan planned "invented" for note, which the configuration leaves out and which is not computed',
  },
  {
    name: 'plan_not_as_configured',
    config: 'note = "mine"',
    modifyPlan: (planned) => ({ ...planned, note: 'other' }),
    told: 'modifyPlan planned "other" for note, but the configuration says "mine"',
  },
  {
    name: 'plan_of_wrong_type',
    modifyPlan: (planned) => ({ ...planned, id: 7 }),
    told: 'returned a number for id, which must be a string',
  },
  {
    name: 'plan_thrown',
    modifyPlan: () => {
      throw new Error('no planning today')
    },
    told: 'no planning today',
  },
  {
    name: 'read_unknown',
    read: (state) => ({ ...state, id: UNKNOWN }),
    then: '',
    told: 'id is still unknown after read of misbehaving_read_unknown',
  },
  {
    name: 'read_thrown',
    read: () => {
      throw new Error('no reading today')
    },
    then: '',
    told: 'no reading today',
  },
  {
    name: 'update_changed',
    update: (planned) => ({ ...good(planned), note: 'third' }),
    config: 'note = "first"',
    then: 'note = "second"',
    told: 'update misbehaving_update_changed returned "third" for note, but "second" was planned',
  },
]

function resourceWith({
  name,
  create = good,
  read,
  update = good,
  modifyPlan,
}: Mistake): Resource<unknown> {
  const verbs = {
    create: async ({ planned }: { planned: Loose }) => create(planned),
    read: async ({ state }: { state: Loose }) => (read === undefined ? state : read(state)),
    update: async ({ planned }: { planned: Loose }) => update(planned),
    delete: async () => undefined,
    ...(modifyPlan === undefined
      ? {}
      : { modifyPlan: ({ planned }: { planned: Loose }) => ({ planned: modifyPlan(planned) }) }),
  }
  // The types forbid every one of these mistakes; a provider in JavaScript has no types.
  return defineResource({
    typeName: name,
    description: '',
    attributes,
    ...(verbs as object),
  } as never)
}

let at: Workspace

beforeAll(async () => {
  const resources = mistakes.map(resourceWith)
  at = await openWorkspace(
    defineProvider({
      name: 'misbehaving',
      version: '1.0.0',
      attributes: {},
      configure: () => undefined,
      resources,
    }),
  )
})
afterAll(() => at.close())

const block = ({ name }: Mistake, body = '') =>
  `resource "misbehaving_${name}" "it" {\n name = "n"\n ${body}\n}`

async function provoke(mistake: Mistake): Promise<string> {
  await at.configure(block(mistake, mistake.config))
  const first = await at.terraform('apply', '-auto-approve', `-state=${mistake.name}.tfstate`)
  if (mistake.then === undefined) return first.output
  expect(first.output).toContain('1 added')
  await at.configure(block(mistake, mistake.then))
  return (await at.terraform('apply', '-auto-approve', `-state=${mistake.name}.tfstate`)).output
}

describe('a mistake in the provider is named', () => {
  test.each(mistakes)(
    '$name',
    async (mistake) => {
      const output = await provoke(mistake)
      expect(output).toContain(mistake.told)
      if (/returned|planned|unknown/.test(mistake.told))
        expect(output).toContain('This is a mistake in the provider, not in your configuration')
      // Terraform's own words for the same.
      expect(output).not.toMatch(/Provider produced|Provider returned invalid|did not respond/)
      if (mistake.mustNotTell !== undefined) expect(output).not.toContain(mistake.mustNotTell)
    },
    30_000,
  )

  test('a mistake after creation leaves the object in the state, tainted', async () => {
    const output = await at.succeed('show', 'known_value_changed.tfstate')
    expect(output).toContain('(tainted)')
  }, 30_000)
})
