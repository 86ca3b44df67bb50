/** A provider in use, without any wire: time, interruption, configuration that is not known yet, and a failure of each kind. */
import { describe, expect, test } from '@jest/globals'
import {
  DiagnosticError,
  UNKNOWN,
  defineDataSource,
  defineProvider,
  defineResource,
  describeProvider,
  error,
  string,
  warning,
  type Provider,
} from '../../../src/provider/framework/index.js'
import {
  Session,
  applyChange,
  catalogOf,
  importResource,
  planResource,
  readDataSource,
  readResource,
  type At,
} from '../../../src/provider/framework/serving.js'
import { Store, kvProvider } from './kv-provider.js'

const able = { deferralAllowed: true, writeOnlyAllowed: true }
const unable = { deferralAllowed: false, writeOnlyAllowed: true }

type Verbs = Record<
  string,
  (context: { readonly signal: AbortSignal; readonly keep: (state: object) => void }) => unknown
>

function provider(verbs: Verbs, more: object = {}): Provider {
  const thing = defineResource({
    typeName: 'thing',
    description: '',
    attributes: { name: string({ required: true }), id: string({ computed: true }) },
    identifiedBy: ['name'],
    timeouts: { create: '50ms' },
    create: async ({ planned }: { planned: object }) => ({ ...planned, id: 'i' }),
    read: async () => null,
    delete: async () => undefined,
    ...verbs,
  } as never)
  return defineProvider({
    name: 'p',
    version: '1',
    attributes: { url: string({ optional: true }) },
    configure: () => 'client',
    resources: [thing],
    ...more,
  })
}

async function at(definition: Provider, config: Record<string, unknown> = { url: null }) {
  const lines: string[] = []
  const session = new Session(
    definition,
    (level, message) => void lines.push(`${level} ${message}`),
  )
  const configured = await session.configure(config, '1.11.4')
  const place: At = { session, resource: catalogOf(definition).resources.get('p_thing') as never }
  return { session, place, configured, lines }
}

const wanted = { config: { name: 'n', id: null }, prior: null, planned: { name: 'n', id: UNKNOWN } }
const state = { name: 'n', id: 'i' }

describe('a verb', () => {
  test('out of time is told so, and its signal says it', async () => {
    const { place } = await at(
      provider({
        create: ({ signal }) =>
          new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      }),
    )
    const { state: left, diagnostics } = await applyChange(place, wanted)
    expect([left, diagnostics]).toEqual([
      null,
      [
        expect.objectContaining({
          summary: 'Timed out: create p_thing',
          detail: expect.stringContaining('within 0.05 seconds'),
        }),
      ],
    ])
  })

  test('interrupted is told so; the next one runs', async () => {
    const reading = {
      read: ({ signal }: { signal: AbortSignal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    }
    const { place, session } = await at(provider(reading))
    const answer = readResource(place, state, unable)
    session.stop()
    expect(await answer).toMatchObject({
      state,
      diagnostics: [{ summary: 'Interrupted: read p_thing' }],
    })
    expect(await applyChange(place, wanted)).toMatchObject({ state: { id: 'i' }, diagnostics: [] })
  })

  test('that fails after keep() leaves what it kept, and nothing unknown', async () => {
    const { place } = await at(
      provider({
        create: ({ keep }) => {
          keep({ id: 'half' })
          throw new Error('then it broke')
        },
      }),
    )
    expect(await applyChange(place, wanted)).toMatchObject({
      state: { name: 'n', id: 'half' },
      diagnostics: [{ summary: 'Could not create p_thing', detail: 'then it broke' }],
    })
  })

  test('that throws diagnostics has them shown as they are; the stack of anything else goes to the log', async () => {
    const thrown = [warning('One', 'w'), error('Two', 'e', ['name'])]
    const known = await at(
      provider({
        create: () => {
          throw new DiagnosticError(...thrown)
        },
      }),
    )
    expect(await applyChange(known.place, wanted)).toMatchObject({
      state: null,
      diagnostics: thrown,
    })
    expect(known.lines).toEqual([])
    const unknown = await at(
      provider({
        create: () => {
          throw new Error('boom')
        },
      }),
    )
    const { diagnostics } = await applyChange(unknown.place, wanted)
    expect(JSON.stringify(diagnostics)).not.toContain('session.test')
    expect(unknown.lines).toEqual([
      expect.stringMatching(/^error create p_thing threw: Error: boom\n\s+at .*session\.test/),
    ])
  })

  test('of a failed update or deletion leaves the prior state', async () => {
    const failing = () => {
      throw new Error('no')
    }
    const { place } = await at(provider({ update: failing }))
    expect(await applyChange(place, { ...wanted, prior: state })).toMatchObject({ state })
  })

  test('without update, plans every change as a replacement', async () => {
    const { place } = await at(provider({}))
    expect(
      await planResource(place, { config: { name: 'm', id: null }, prior: state }, unable),
    ).toMatchObject({ requiresReplace: [['name']] })
  })
})

describe('a provider', () => {
  test('whose configuration is not known yet plans creations, defers what it may, and explains the rest', async () => {
    const { place, configured } = await at(provider({ read: () => state }), { url: UNKNOWN })
    expect(configured).toEqual([])
    expect(await planResource(place, wanted, unable)).toMatchObject({
      state: { name: 'n', id: UNKNOWN },
      diagnostics: [],
    })
    expect(await readResource(place, state, able)).toMatchObject({ state, isDeferred: true })
    expect(await readResource(place, state, unable)).toMatchObject({
      state,
      diagnostics: [
        {
          summary: 'Provider p cannot be used yet',
          detail: expect.stringMatching(/\(url\).*-target/),
        },
      ],
    })
  })

  test('that cannot be configured says why, and then that it is not configured', async () => {
    const { place, configured } = await at(
      provider(
        { read: ({}) => state },
        {
          configure: () => {
            throw new DiagnosticError(error('No token', 'Set one.', ['url']))
          },
        },
      ),
    )
    expect(configured).toMatchObject([{ summary: 'No token', path: ['url'] }])
    expect(await readResource(place, state, unable)).toMatchObject({
      diagnostics: [{ summary: 'Provider p is not configured' }],
    })
  })
})

describe('a data source of a provider that is not configured yet', () => {
  const source = defineDataSource({
    typeName: 'found',
    description: '',
    attributes: { name: string({ required: true }), id: string({ computed: true }) },
    read: async ({ config }) => ({ ...config, id: 'i' }),
  })

  test('waits where it may, and explains where it may not', async () => {
    const { session } = await at(provider({}), { url: UNKNOWN })
    const config = { name: 'n', id: null }
    expect(await readDataSource(session, source, config, able)).toEqual({
      state: { name: 'n', id: UNKNOWN },
      diagnostics: [],
      isDeferred: true,
    })
    expect(await readDataSource(session, source, config, unable)).toMatchObject({
      state: null,
      diagnostics: [{ summary: 'Provider p cannot be used yet' }],
    })
  })
})

test.each([
  ['without', undefined],
  [
    'with',
    async () => {
      throw new Error('there is nothing to update')
    },
  ],
])(
  'changing only the timeouts of a resource %s update asks nobody, and keeps what was computed',
  async (_, update) => {
    const patient = defineResource({
      typeName: 'thing',
      description: '',
      attributes: { name: string({ required: true }), id: string({ computed: true }) },
      timeoutsAttribute: true,
      create: async ({ planned }) => ({ ...planned, id: 'i' }),
      read: async () => null,
      ...(update === undefined ? {} : { update }),
      delete: async () => undefined,
    })
    const { place } = await at(
      defineProvider({
        name: 'p',
        version: '1',
        attributes: {},
        configure: () => 'client',
        resources: [patient],
      }),
      {},
    )
    const timeouts = { create: '1m', read: null, update: null, delete: null }
    const config = { name: 'n', id: null, timeouts }
    const prior = { name: 'n', id: 'i', timeouts: null }
    const { state: planned, requiresReplace } = await planResource(place, { config, prior }, unable)
    expect(requiresReplace).toEqual([])
    expect(planned).toEqual({ name: 'n', id: 'i', timeouts })
    expect(await applyChange(place, { config, prior, planned: planned ?? {} })).toEqual({
      state: { name: 'n', id: 'i', timeouts },
      diagnostics: [],
    })
  },
)

describe('importing', () => {
  const two = defineProvider({
    name: 'p',
    version: '1',
    attributes: {},
    configure: () => undefined,
    resources: [
      defineResource({
        typeName: 'thing',
        description: '',
        attributes: {
          organization: string({ required: true }),
          shortName: string({ required: true }),
          note: string({ optional: true }),
        },
        identifiedBy: ['organization', 'shortName'],
        create: async ({ planned }) => planned,
        read: async () => null,
        delete: async () => undefined,
      }),
    ],
  })

  test('by the identifying attributes', async () => {
    const { place } = await at(two)
    expect(await importResource(place, 'acme/okta')).toEqual({
      state: { organization: 'acme', shortName: 'okta', note: null },
      diagnostics: [],
    })
    for (const id of ['acme', 'acme/', '/okta', 'a/b/c'])
      expect(await importResource(place, id)).toMatchObject({
        state: null,
        diagnostics: [
          { detail: `p_thing is imported by organization/short_name; what came was "${id}".` },
        ],
      })
  })
})

test('a provider describes itself', () => {
  const described = describeProvider(kvProvider(new Store()))
  const entry = described.resources.find(({ type }) => type === 'kv_entry')
  expect(entry).toMatchObject({ version: 2, importIds: ['name'], timeouts: { create: '20m' } })
  expect(entry?.attributes.find(({ name }) => name === 'rules')).toMatchObject({
    camelName: 'rules',
    type: ['set', ['object', { group: 'string', role: 'string' }]],
    nested: {
      nesting: 'set',
      attributes: [
        { name: 'group', required: true },
        { name: 'role', computed: true, default: 'viewer', rules: ['one of "viewer", "admin"'] },
      ],
    },
  })
  expect(entry?.attributes.find(({ name }) => name === 'secret_wo')).toMatchObject({
    writeOnly: true,
    camelName: 'secretWo',
    minimumTerraform: '1.11',
  })
  expect(described.functions.find(({ name }) => name === 'join_names')).toMatchObject({
    parameters: [{ name: 'separator', type: 'string' }],
    variadic: { type: 'string' },
    returns: 'string',
  })
  expect(described.ephemeralResources).toMatchObject([
    { type: 'kv_lease', minimumTerraform: '1.10' },
  ])
})
