/** A provider small enough to read and complete enough to show everything: named entries kept in a Map. */
import {
  DiagnosticError,
  between,
  bool,
  defineFunction,
  defineProvider,
  definitionsFor,
  error,
  int64,
  isUnknown,
  lengthBetween,
  list,
  map,
  number,
  object,
  oneOf,
  set,
  string,
  warning,
  type Config,
  type Planned,
  type State,
} from '../../../src/provider/framework/index.js'

const { defineResource, defineDataSource, defineEphemeralResource } = definitionsFor<Store>()

const rule = object({
  group: string({ required: true }),
  role: string({ optional: true, default: 'viewer', validate: [oneOf('viewer', 'admin')] }),
})

const entryAttributes = {
  name: string({ required: true, requiresReplace: true, validate: [lengthBetween(1, 20)] }),
  id: string({ computed: true, useStateForUnknown: true }),
  revision: int64({ computed: true }),
  title: string({ optional: true, default: 'untitled' }),
  note: string({ optional: true, sensitive: true }),
  certificate: string({ optional: true, normalize: (pem) => pem.replaceAll(/\s/g, '') }),
  enabled: bool({ optional: true, computed: true }),
  weight: number({ optional: true }),
  size: int64({ optional: true, validate: [between(0, 100)] }),
  zones: list(string(), { optional: true }),
  aliases: set(string(), { optional: true }),
  labels: map(string(), { optional: true }),
  owner: object(
    {
      mail: string({ required: true }),
      key: string({ computed: true, useStateForUnknown: true }),
    },
    { optional: true },
  ),
  steps: list(object({ run: string({ required: true }), index: int64({ computed: true }) }), {
    optional: true,
  }),
  rules: set(rule, { optional: true }),
  limits: map(object({ most: int64({ required: true }) }), { optional: true }),
  secretWo: string({ optional: true, writeOnly: true, sensitive: true }),
  secretVersion: int64({ optional: true }),
  oldTitle: string({ optional: true, deprecated: 'Use title.' }),
}

export type Entry = State<typeof entryAttributes>

/** What the provider manages; the test looks into it. */
export class Store {
  readonly entries = new Map<string, Entry>()
  readonly secrets = new Map<string, string>()
  readonly opened = new Set<string>()
  readonly verbs: string[] = []
  private made = 0

  nextId(): string {
    return `id-${++this.made}`
  }
}

type Wanted = Planned<typeof entryAttributes>

function filledIn(wanted: Wanted, id: string, revision: number): Entry {
  const { owner, steps, enabled } = wanted
  return {
    ...wanted,
    id,
    revision,
    enabled: isUnknown(enabled) ? true : enabled,
    owner:
      owner === null
        ? null
        : { ...owner, key: isUnknown(owner.key) ? `key-of-${owner.mail}` : owner.key },
    steps: steps === null ? null : steps.map(({ run }, index) => ({ run, index })),
    // As a service would: the same certificate, folded its own way.
    certificate: wanted.certificate === null ? null : `${wanted.certificate.trim()}\n`,
  }
}

function rememberSecret(store: Store, config: Config<typeof entryAttributes>): void {
  if (config.secretWo !== null) store.secrets.set(config.name, config.secretWo)
}

export const entry = defineResource({
  typeName: 'entry',
  version: 2,
  description: 'An entry.',
  attributes: entryAttributes,
  identifiedBy: ['name'],
  timeoutsAttribute: true,
  validate({ config }) {
    if (config.zones === null || config.aliases === null) return []
    return [
      error('zones and aliases exclude each other', 'Set one of zones and aliases.', ['aliases']),
    ]
  },
  modifyPlan({ planned, prior }) {
    if (prior?.title === 'final' && planned.title !== 'final')
      return { requiresReplace: [['title']] }
    return undefined
  },
  async create({ config, planned, client, report, keep }) {
    client.verbs.push('create')
    const made = filledIn(planned, client.nextId(), 1)
    client.entries.set(made.name, made)
    if (made.title === 'half') {
      keep(made)
      throw new DiagnosticError(
        error('Only half done', 'The entry exists, its index does not.', ['title']),
      )
    }
    rememberSecret(client, config)
    if (made.title === 'odd') report(warning('Odd title', 'Titles are seldom odd.', ['title']))
    return made
  },
  async read({ state, client }) {
    client.verbs.push('read')
    const found = client.entries.get(state.name)
    // Sets have no order, and this service says so.
    return found === undefined ? null : { ...found, aliases: found.aliases?.toReversed() ?? null }
  },
  async update({ config, prior, planned, client }) {
    client.verbs.push('update')
    const made = filledIn(planned, prior.id, prior.revision + 1)
    client.entries.set(made.name, made)
    rememberSecret(client, config)
    return made
  },
  async delete({ state, client }) {
    client.verbs.push('delete')
    client.entries.delete(state.name)
  },
  planDelete({ state }) {
    if (state.title !== 'protected') return []
    return [error('Entry is protected', 'Change its title first.', ['title'])]
  },
  upgraders: {
    0: (stored) => ({ name: String(stored['key']) }),
    1: (stored) => ({ name: String(stored['name']), title: 'from version 1' }),
  },
  moved: ({ typeName, state }) =>
    typeName === 'kv_legacy' ? { name: String(state['name']) } : undefined,
})

/** No update: whatever changes, replaces. */
export const legacy = defineResource({
  typeName: 'legacy',
  description: 'An entry as it was.',
  deprecated: 'Use kv_entry.',
  attributes: { name: string({ required: true }), note: string({ optional: true }) },
  identifiedBy: ['name'],
  async create({ planned, client }) {
    client.entries.set(
      planned.name,
      filledIn({ ...emptyEntry, name: planned.name }, client.nextId(), 1),
    )
    return planned
  },
  async read({ state, client }) {
    return client.entries.has(state.name) ? state : null
  },
  async delete({ state, client }) {
    client.entries.delete(state.name)
  },
})

export const emptyEntry: Entry = {
  name: '',
  id: '',
  revision: 0,
  title: 'untitled',
  note: null,
  certificate: null,
  enabled: true,
  weight: null,
  size: null,
  zones: null,
  aliases: null,
  labels: null,
  owner: null,
  steps: null,
  rules: null,
  limits: null,
  secretVersion: null,
  oldTitle: null,
}

export const entrySource = defineDataSource({
  typeName: 'entry',
  description: 'Finds an entry.',
  attributes: {
    name: string({ required: true }),
    title: string({ computed: true }),
    zones: list(string(), { computed: true, nullable: true }),
  },
  async read({ config, client }) {
    const found = client.entries.get(config.name)
    if (found !== undefined) return { name: config.name, title: found.title, zones: found.zones }
    throw new DiagnosticError(error('No such entry', `There is no entry ${config.name}.`, ['name']))
  },
})

export const lease = defineEphemeralResource({
  typeName: 'lease',
  description: 'A secret for one run.',
  attributes: {
    name: string({ required: true }),
    secret: string({ computed: true, sensitive: true }),
  },
  async open({ config, client }) {
    client.opened.add(config.name)
    return {
      result: { name: config.name, secret: `s3cret-${config.name}` },
      private: { name: config.name },
      renewAt: new Date(Date.now() + 3_600_000),
    }
  },
  async renew({ private: held }) {
    return { private: held }
  },
  async close({ private: { name }, client }) {
    client.opened.delete(name)
  },
})

const join = defineFunction({
  name: 'joinNames',
  summary: 'Joins names.',
  description: 'Joins names with a separator.',
  parameters: { separator: string({ description: 'Between.' }) },
  variadic: string(),
  returns: string(),
  call({ separator }, names) {
    if (separator !== '') return names.join(separator)
    throw new DiagnosticError(error('Empty separator', 'Names would run together.', ['separator']))
  },
})

const describe = defineFunction({
  name: 'total',
  summary: 'Adds up.',
  description: 'Adds the counts of parts.',
  parameters: {
    parts: list(object({ partName: string(), count: int64() })),
    unit: string({ nullable: true }),
  },
  returns: object({ sum: int64(), unitName: string() }),
  call: ({ parts, unit }) => ({
    sum: parts.reduce((sum, { count }) => sum + (count ?? 0), 0),
    unitName: unit ?? 'none',
  }),
})

export function kvProvider(store: Store) {
  return defineProvider({
    name: 'kv',
    version: '1.0.0',
    description: 'Keeps entries.',
    attributes: {
      region: string({ optional: true, validate: [oneOf('north', 'south')] }),
      token: string({ optional: true, sensitive: true }),
    },
    validate: ({ config }) =>
      config.token === '' ? [error('Empty token', 'Leave token out instead.', ['token'])] : [],
    configure: () => store,
    resources: [entry, legacy],
    dataSources: [entrySource],
    ephemeralResources: [lease],
    functions: [join, describe],
  })
}
