/** One door for synthesized configuration, plan and state: what each says, and what nobody can know yet. */
import { describe, expect, test } from '@jest/globals'
import {
  Blocks,
  expressionOf,
  isKnown,
  Open,
  providerArgument,
  readProgram,
  unsealed,
  type ReadOptions,
  type Value,
} from '../../src/program/index.js'
import { refusalOf } from '../refusal.js'

const read = (json: object, options?: ReadOptions) =>
  readProgram(JSON.stringify(json), 'a.json', options)

/** What an argument of the only organization comes to. */
function argument(name: string, json: object, options?: ReadOptions): Value | undefined {
  const blocks = new Blocks(read(json, options).blocks)
  const [block] = blocks.ofType('mortise_organization')
  return block && blocks.get(block, name)
}

const organization = (body: object, more: object = {}) => ({
  ...more,
  resource: { mortise_organization: { acme: body } },
})

const spelled = (value: Value | undefined): unknown =>
  value instanceof Open ? expressionOf(value) : value

describe('variables', () => {
  const program = organization(
    { name: '${var.name}', title: '${var.title}', url: 'https://${var.host}/' },
    { variable: { name: { default: 'acme' }, title: { default: '${not.read}' }, host: {} } },
  )

  test('are left open where none are given: what is said then holds for all of them', () => {
    expect(spelled(argument('name', program))).toBe('${var.name}')
  })

  test('have what they are given, or else their default, neither of which is a template', () => {
    const given = { variables: new Map([['host', '${x}.example']]) }
    expect(argument('name', program, given)).toBe('acme')
    expect(argument('title', program, given)).toBe('${not.read}')
    expect(argument('url', program, given)).toBe('https://${x}.example/')
  })

  test('stay open without either', () => {
    expect(spelled(argument('url', program, { variables: new Map() }))).toBe('https://${var.host}/')
  })

  test('are not taken for what is in them', () => {
    const inside = organization(
      { name: '${var.all.name}' },
      { variable: { all: { default: { name: 'a' } } } },
    )
    expect(spelled(argument('name', inside, { variables: new Map() }))).toBe('${var.all.name}')
  })
})

describe('references', () => {
  test('locals and arguments of other blocks are followed, however many lie between', () => {
    const many = Object.fromEntries(
      Array.from({ length: 20 }, (_, at) => [
        `g${at}`,
        { name: `\${mortise_group.g${at + 1}.name}` },
      ]),
    )
    const program = {
      locals: { first: '${local.second}', second: '${mortise_group.g0.name}' },
      resource: {
        mortise_organization: { acme: { name: 'x-${local.first}' } },
        mortise_group: { ...many, g20: { name: 'last' } },
      },
    }
    expect(argument('name', program)).toBe('x-last')
  })

  test('what goes round in circles stays an expression', () => {
    const program = {
      locals: { a: '${local.b}', b: '${local.a}' },
      resource: {
        mortise_organization: { acme: { name: '${mortise_group.a.name}', title: '${local.a}' } },
        mortise_group: {
          a: { name: '${mortise_group.b.name}' },
          b: { name: '${mortise_group.a.name}' },
        },
      },
    }
    expect(spelled(argument('name', program))).toMatch(/^\$\{mortise_group\.[ab]\.name\}$/)
    expect(spelled(argument('title', program))).toBe('${local.a}')
  })

  test('many references to many references are followed once each', () => {
    const named = (at: number) => `\${mortise_group.g${at}.all}`
    const groups = Array.from({ length: 9 }, (_, at) => [
      `g${at}`,
      { all: at === 8 ? ['x'] : Array.from({ length: 30 }, () => named(at + 1)) },
    ])
    const program = {
      resource: {
        mortise_organization: { acme: { all: named(0) } },
        mortise_group: Object.fromEntries(groups),
      },
    }
    // Followed anew each time, they would be 30 to the power of 8.
    expect(argument('all', program)).toHaveLength(30)
  })

  test('`constructor` is a name like any other', () => {
    const program = organization({
      name: '${local.constructor}',
      title: '${mortise_organization.acme.constructor}',
      label: '${constructor("x")}',
    })
    expect(spelled(argument('name', program))).toBe('${local.constructor}')
    expect(spelled(argument('title', program))).toBe('${mortise_organization.acme.constructor}')
    expect(spelled(argument('label', program))).toBe('${constructor("x")}')
    expect(argument('constructor', program)).toBeUndefined()
  })

  test('of a repeated block nobody knows which is meant', () => {
    const program = {
      resource: {
        mortise_organization: { acme: { name: '${mortise_group.all.name}' } },
        mortise_group: { all: { for_each: '${var.names}', name: 'fixed' } },
      },
    }
    const { blocks } = read(program)
    expect(blocks.map(({ isRepeated = false }) => isRepeated)).toEqual([false, true])
    expect(spelled(argument('name', program))).toBe('${mortise_group.all.name}')
  })
})

describe('a configuration', () => {
  test('says which construct a block is of', () => {
    const program = organization({ '//': { metadata: { path: 'stack/acme/Default' } }, name: 'a' })
    const [block] = read(program).blocks
    expect(block).toMatchObject({ construct: 'stack/acme/Default', values: { name: 'a' } })
  })

  test('blocks stand alone or in lists, on every level', () => {
    const program = {
      provider: [{ mortise: { service_url: 'https://a.example' } }],
      resource: [
        { '//': { a: 'comment' }, mortise_organization: [{ acme: [{ name: 'acme' }] }] },
        { mortise_group: { g: { name: 'G' } } },
      ],
    }
    const { blocks, providers } = read(program)
    expect(blocks.map(({ address, jsonPath }) => [address, jsonPath])).toEqual([
      ['mortise_organization.acme', ['resource', 0, 'mortise_organization', 0, 'acme', 0]],
      ['mortise_group.g', ['resource', 1, 'mortise_group', 'g']],
    ])
    expect(providers).toMatchObject([{ name: 'mortise', jsonPath: ['provider', 0, 'mortise'] }])
  })

  test('an empty one is one', () => {
    expect(read({ terraform: {} })).toMatchObject({ kind: 'synth', blocks: [] })
  })
})

describe('a plan', () => {
  const resource = (values: object) => ({
    ...{ address: 'mortise_organization.acme', mode: 'managed', type: 'mortise_organization' },
    values,
  })
  const root = (values: object) => ({ root_module: { resources: [resource(values)] } })
  const plan = {
    terraform_version: '1.11.0',
    variables: { url: { value: 'https://a.example' } },
    planned_values: root({ name: 'after', title: null }),
    prior_state: { values: root({ name: 'before' }) },
    resource_changes: [
      { address: 'mortise_organization.acme', change: { after_unknown: { title: true } } },
    ],
    configuration: {
      provider_config: {
        mortise: { name: 'mortise', expressions: { service_url: { references: ['var.url'] } } },
      },
      root_module: {
        resources: [
          {
            address: 'mortise_organization.acme',
            expressions: { title: { references: ['okta_app_saml.app.label'] } },
          },
        ],
      },
    },
  }

  test('says what will be; only an apply can tell the rest', () => {
    const title = argument('title', plan)
    expect(argument('name', plan)).toBe('after')
    expect(title).toBeInstanceOf(Open)
    expect(spelled(title)).toBeUndefined()
    expect((title as Open).holes).toMatchObject([{ references: ['okta_app_saml.app.label'] }])
  })

  test('and what was, with the same provider', () => {
    const prior = read(plan, { side: 'prior' })
    expect(argument('name', plan, { side: 'prior' })).toBe('before')
    expect(prior.kind).toBe('state')
    expect(prior.blocks[0]?.jsonPath).toContain('prior_state')
    expect(providerArgument(prior.providers, 'mortise', 'service_url')).toBe('https://a.example')
  })

  test('is said to be partial where it is', () => {
    expect(read(plan).notes).toEqual([])
    expect(read({ ...plan, complete: false }).notes).toEqual([expect.stringContaining('partial')])
    expect(read({ ...plan, errored: true }).notes).toEqual([expect.stringContaining('missing')])
  })

  test('alone has a prior state', () => {
    const { code, detail } = refusalOf(() => read({ terraform: {} }, { side: 'prior' }))
    expect([code, detail]).toEqual(['program-unreadable', expect.stringContaining('no plan')])
  })
})

describe('a state', () => {
  test('of nothing says the version of its format, and no more', () => {
    expect(read({ format_version: '1.0' })).toMatchObject({ kind: 'state', blocks: [] })
    expect(() => read({})).toThrow('neither a configuration, a plan nor a state')
  })

  test('outputs alone are no state, also where they have the names of blocks', () => {
    const output = { value: 'x', type: 'string', sensitive: false }
    expect(read({ resource: output, module: output }).kind).toBe('outputs')
  })

  test('is sealed where it is sensitive, and read by whoever does not show it', () => {
    const values = { names: ['a', 'b'], settings: { key: 'c' } }
    const state = {
      ...{ format_version: '1.0', terraform_version: '1.11.0' },
      values: {
        root_module: {
          resources: [
            {
              ...{ address: 'mortise_organization.acme', mode: 'managed' },
              ...{ type: 'mortise_organization', values },
              sensitive_values: { names: [true], settings: true },
            },
          ],
        },
      },
    }
    const [block] = read(state).blocks
    expect(JSON.stringify(block?.values)).not.toEqual(JSON.stringify(values))
    expect(unsealed(block?.values ?? {})).toEqual(values)
  })
})

test('known is what is known in every part', () => {
  const known = (body: object) => isKnown(argument('value', organization(body)))
  expect(known({ value: { a: ['x', null, 1] } })).toBe(true)
  expect(known({ value: { a: ['x', '${var.x}'] } })).toBe(false)
})

describe('what a provider is told', () => {
  const blocks = (...urls: readonly unknown[]) =>
    read({
      provider: {
        mortise: urls.map((url, at) => ({ service_url: url, ...(at && { alias: 'b' }) })),
      },
    }).providers
  const said = (...urls: readonly unknown[]) =>
    spelled(providerArgument(blocks(...urls), 'mortise', 'service_url'))

  test('counts where all its blocks agree', () => {
    expect(said('https://a', 'https://a')).toBe('https://a')
    expect(said('${var.url}', '${var.url}')).toBe('${var.url}')
    expect(said('https://a', 'https://b')).toBeUndefined()
    expect(said()).toBeUndefined()
  })
})
