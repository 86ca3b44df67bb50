/** Every example under a real terraform: validated and planned against mortise itself and against stubs that have okta's and azuread's schema. */
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mortiseProvider } from '../../../src/provider/index.js'
import type { Provider } from '../../../src/provider/framework/index.js'
import { startServer } from '../../../src/provider/protocol/index.js'
import { exampleNames, synthesizeExample } from '../../examples/synthesized.js'
import { cleanEnvironment, runTerraform, type Run } from '../../provider/framework/terraform.js'
import { adminToken, startServe, type ServeProcess } from '../../service/processes.js'
import { parseBinding } from './parse.js'
import { stubProvider } from './stub.js'

const googleMetadata = new URL('../../golden/saml/google/metadata.xml', import.meta.url)

interface Program {
  readonly resource?: Record<string, Record<string, Record<string, unknown>>>
  readonly data?: Record<string, Record<string, unknown>>
  readonly variable?: Record<string, unknown>
  readonly output?: Record<string, unknown>
  readonly provider?: Record<string, readonly Record<string, unknown>[]>
}

const closers: (() => Promise<void>)[] = []
const programs = new Map<string, Program>()
let folder = ''
let reattach = ''
let service: ServeProcess | undefined

async function served(address: string, provider: Provider): Promise<Record<string, unknown>> {
  const server = await startServer(provider, { log: () => undefined })
  closers.push(() => server.close())
  return JSON.parse(server.reattach(`registry.terraform.io/${address}`)) as Record<string, unknown>
}

/** `azuread_application`, and for data sources `data_azuread_application_template`. */
const typesIn = (program: Program): readonly string[] => [
  ...Object.keys(program.resource ?? {}),
  ...Object.keys(program.data ?? {}).map((type) => `data_${type}`),
]

// The provider runs in this process. Nothing that belongs to it is applied.
const token = process.env['MORTISE_ADMIN_TOKEN']

beforeAll(async () => {
  process.env['MORTISE_ADMIN_TOKEN'] = adminToken
  folder = await mkdtemp(join(tmpdir(), 'mortise-examples-'))
  service = await startServe(join(folder, 'data'))
  for (const name of exampleNames) programs.set(name, JSON.parse(await synthesizeExample(name)))
  const wanted = [...programs.values()].flatMap(typesIn)
  const entries = await Promise.all([
    served('mortise/mortise', mortiseProvider),
    served('okta/okta', stubProvider('okta', wanted)),
    served('hashicorp/azuread', stubProvider('azuread', wanted)),
  ])
  reattach = JSON.stringify(Object.assign({}, ...entries))
})

afterAll(async () => {
  if (token === undefined) delete process.env['MORTISE_ADMIN_TOKEN']
  else process.env['MORTISE_ADMIN_TOKEN'] = token
  await Promise.all(closers.map((close) => close()))
  service?.kill('SIGTERM')
  await service?.finished
  await rm(folder, { recursive: true, force: true })
})

/** A plan asks the service for what it may know: the one that runs here, wherever the example has its own. */
function atService({ provider, ...program }: Program): Program {
  const mortise = provider?.['mortise']?.map((block) => ({ ...block, service_url: service?.url }))
  return { ...program, provider: { ...provider, ...(mortise ? { mortise } : {}) } }
}

const valueFor = (variable: string): string => {
  if (variable.endsWith('_url') || variable.endsWith('_uri'))
    return `https://${variable.replaceAll('_', '-')}.example.com/`
  return variable.endsWith('_xml') ? readFileSync(googleMetadata, 'utf8') : `Bearer ${variable}`
}

interface Place {
  readonly terraform: (...args: readonly string[]) => Promise<Run>
}

async function placeOf(name: string, program: Program): Promise<Place> {
  const directory = join(folder, name)
  await mkdir(directory, { recursive: true })
  await writeFile(join(directory, 'cli.tfrc'), 'disable_checkpoint = true\n')
  await writeFile(join(directory, 'main.tf.json'), JSON.stringify(atService(program), null, 2))
  const environment = cleanEnvironment(directory, {
    TF_REATTACH_PROVIDERS: reattach,
    ...Object.fromEntries(
      Object.keys(program.variable ?? {}).map((each) => [`TF_VAR_${each}`, valueFor(each)]),
    ),
  })
  return { terraform: (...args) => runTerraform(directory, environment, args) }
}

const succeeds = ({ code, output }: Run): string => {
  if (code !== 0) throw new Error(output)
  return output
}

describe.each(exampleNames)('examples/%s.ts', (name) => {
  test('is valid, and can be planned: no cycle, no misspelt argument', async () => {
    const program = programs.get(name) ?? {}
    const { terraform } = await placeOf(name, program)
    succeeds(await terraform('init'))
    expect(succeeds(await terraform('validate'))).toContain('configuration is valid')
    const count = Object.values(program.resource ?? {}).flatMap(Object.keys).length
    expect(succeeds(await terraform('plan'))).toContain(`Plan: ${count} to add`)
  })
})

/** A program without the service's side. */
function idpSide({ resource = {}, provider = {}, output: _, ...program }: Program): Program {
  const isIdps = ([type]: readonly [string, unknown]) => !type.startsWith('mortise')
  const only = <V>(all: Record<string, V>) => Object.fromEntries(Object.entries(all).filter(isIdps))
  return { ...program, resource: only(resource), provider: only(provider) }
}

describe('without the service', () => {
  test.each([
    '10-okta-saml',
    '11-okta-oidc',
    '20-entra-saml',
    '21-entra-oidc',
    '23-entra-torque-oidc',
  ])(
    'the IdP’s side of %s applies, for it waits for nothing, and then has nothing to do',
    async (name) => {
      const { terraform } = await placeOf(`${name}-idp`, idpSide(programs.get(name) ?? {}))
      succeeds(await terraform('init'))
      succeeds(await terraform('apply', '-auto-approve'))
      expect(succeeds(await terraform('plan'))).toContain('No changes')
    },
  )
})

describe('the stub', () => {
  const app = parseBinding('okta', new Set(['okta_app_saml'])).find(
    ({ kind }) => kind === 'resource',
  )

  test('has names, types, blocks and demands of the binding', () => {
    const argument = (name: string) => app?.arguments.find((each) => each.name === name)
    expect(argument('label')).toEqual({ name: 'label', required: true, type: { kind: 'string' } })
    expect(argument('assertion_signed')?.type).toEqual({ kind: 'bool' })
    expect(argument('acs_endpoints')?.type).toEqual({ kind: 'list', element: { kind: 'string' } })
    expect(argument('attribute_statements')?.type).toMatchObject({
      kind: 'list',
      element: { kind: 'object' },
    })
    expect(app?.computed.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['metadata', 'entity_key', 'certificate']),
    )
  })

  test('refuses what is misspelt, and an Okta template that was not escaped', async () => {
    const program = JSON.stringify(programs.get('10-okta-saml'))
    const wrong = async (name: string, text: string) => {
      const { terraform } = await placeOf(name, JSON.parse(text) as Program)
      succeeds(await terraform('init'))
      return (await terraform('validate')).output
    }
    expect(await wrong('misspelt', program.replace('"recipient"', '"recipiant"'))).toContain(
      'recipiant',
    )
    expect(await wrong('template', program.replace('$${user', '${user'))).toContain(
      'undeclared resource',
    )
  })
})
