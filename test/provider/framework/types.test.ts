/** What the compiler infers from a schema. The @ts-expect-error lines are the tests: `tsc` fails when one of them is no error. */
import { expect, test } from '@jest/globals'
import {
  bool,
  definitionsFor,
  int64,
  isUnknown,
  list,
  number,
  object,
  set,
  string,
  type Config,
  type DraftConfig,
  type Planned,
  type State,
} from '../../../src/provider/framework/index.js'

const attributes = {
  name: string({
    required: true,
    validate: [(value) => (value.trim() === '' ? 'must not be blank' : undefined)],
  }),
  title: string({ optional: true, default: 'untitled' }),
  note: string({ optional: true, normalize: (value) => value.trim() }),
  version: int64({ computed: true }),
  lastUsedAt: string({ computed: true, nullable: true }),
  weight: number({ optional: true }),
  enabled: bool({ optional: true, computed: true }),
  rules: set(object({ group: string({ required: true }), role: string({ optional: true }) }), {
    optional: true,
  }),
  zones: list(string(), { optional: true, normalize: (zones) => [...zones].sort() }),
  tokenWo: string({ optional: true, writeOnly: true }),
}

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const holds = <T extends true>(proof?: T) => proof

const proofs = [
  holds<Equal<State<typeof attributes>['name'], string>>(),
  holds<Equal<State<typeof attributes>['title'], string>>(),
  holds<Equal<State<typeof attributes>['note'], string | null>>(),
  holds<Equal<State<typeof attributes>['version'], number>>(),
  holds<Equal<State<typeof attributes>['lastUsedAt'], string | null>>(),
  holds<Equal<State<typeof attributes>['weight'], number | bigint | null>>(),
  holds<
    Equal<
      State<typeof attributes>['rules'],
      readonly { readonly group: string; readonly role: string | null }[] | null
    >
  >(),
  holds<Equal<'tokenWo' extends keyof State<typeof attributes> ? true : false, false>>(),
  holds<Equal<Config<typeof attributes>['tokenWo'], string | null>>(),
  holds<Equal<Config<typeof attributes>['title'], string | null>>(),
  holds<Equal<Planned<typeof attributes>['title'], string>>(),
  holds<
    Equal<
      Extract<Planned<typeof attributes>['version'], symbol> extends never ? true : false,
      false
    >
  >(),
  holds<
    Equal<Extract<Planned<typeof attributes>['name'], symbol> extends never ? true : false, true>
  >(),
  holds<
    Equal<
      Extract<DraftConfig<typeof attributes>['name'], symbol> extends never ? true : false,
      false
    >
  >(),
]

// @ts-expect-error a default of another type
string({ optional: true, default: 5 })
// @ts-expect-error an option that is none
string({ optional: true, requried: true })
// @ts-expect-error a validator of another type
int64({ optional: true, validate: [(value: string) => value] })

interface Client {
  readonly get: (name: string) => Promise<State<typeof attributes> | null>
}

test('a resource is typed by its schema, and defined as it was written', () => {
  const { defineResource } = definitionsFor<Client>()
  const definition = {
    typeName: 'thing',
    description: 'A thing.',
    attributes,
    identifiedBy: ['name'] as const,
    create: async () => Promise.reject(new Error('not here')),
    read: async () => null,
    delete: async () => undefined,
  }
  expect(defineResource(definition)).toBe(definition)
  expect(proofs).toHaveLength(14)

  defineResource({
    ...definition,
    async create({ planned, config }) {
      const version = isUnknown(planned.version) ? 1 : planned.version
      const enabled = isUnknown(planned.enabled) ? config.name === 'x' : planned.enabled
      return { ...planned, version, enabled, lastUsedAt: null }
    },
    async read({ state, client }) {
      // @ts-expect-error only what identifiedBy names is certain: the rest is null right after an import
      const title: string = state.title
      return title === '' ? null : client.get(state.name)
    },
    // @ts-expect-error a computed value may be unknown in a plan, and must not be in a state
    async update({ planned }) {
      return planned
    },
  })
})
