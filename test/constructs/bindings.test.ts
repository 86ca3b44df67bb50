/** The generator of bindings: every kind of attribute it may meet, and that what lies on disk is what it would write. */
import { execFile } from 'node:child_process'
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { TerraformOutput, Testing, Token, type TerraformStack } from 'cdktf'
import { bindings } from '../../constructs/index.js'
import { renderBindings } from '../../constructs/bindings/generator/bindings.js'
import type {
  AttributeModel,
  ProviderModel,
  TypeModel,
} from '../../constructs/bindings/generator/model.js'
import { currentBindings, folder, generatedFiles } from '../../constructs/bindings/generate.js'
import { givenStack, resource, synthesized } from './stack.js'

test('the bindings on disk are those of the provider’s schema; else run `npm run generate`', async () => {
  const expected = await currentBindings()
  expect(await generatedFiles()).toEqual([...expected.keys()].sort())
  for (const [file, content] of expected)
    expect({ file, content: readFileSync(`${folder}/${file}`, 'utf8') }).toEqual({ file, content })
})

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))

const attribute = (
  name: string,
  type: TypeModel,
  flags: Partial<AttributeModel> = { optional: true },
): AttributeModel => ({
  name,
  camelName: name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
  type,
  description: `The ${name}.`,
  rules: [],
  required: false,
  optional: false,
  computed: false,
  sensitive: false,
  writeOnly: false,
  ...flags,
})

const string = { kind: 'string' } as const
const pair = { kind: 'object', attributes: [attribute('left_side', string)] } as const

const provider = (...attributes: readonly AttributeModel[]): ProviderModel => ({
  name: 'demo',
  version: '1.2.3',
  source: 'example/demo',
  description: 'A provider.',
  attributes: [attribute('endpoint', string, { required: true })],
  resources: [{ typeName: 'demo_thing', description: 'A thing.', importId: 'name', attributes }],
  dataSources: [{ typeName: 'demo_thing', description: 'A thing.', attributes }],
})

const codeOf = async (attributes: readonly AttributeModel[], file = 'thing.ts') =>
  (await renderBindings(provider(...attributes))).get(file) ?? ''

const kinds: readonly (readonly [string, AttributeModel, readonly string[]])[] = [
  [
    'a required string',
    attribute('name', string, { required: true }),
    ['readonly name: string\n', 'get name(): string', 'set name(value: string)'],
  ],
  [
    'an optional flag',
    attribute('is_on', { kind: 'bool' }),
    ['readonly isOn?: boolean | IResolvable', 'get isOn(): IResolvable', 'resetIsOn(): void'],
  ],
  [
    'a computed value',
    attribute('url', string, { computed: true }),
    ["get url(): string {\n    return this.getStringAttribute('url')"],
  ],
  [
    'a secret that is never stored',
    attribute('token', string, { optional: true, writeOnly: true, sensitive: true }),
    ['set token(value: string)', 'Write-only: sent on every apply, never stored.', 'Sensitive.'],
  ],
  [
    'a set of strings',
    attribute('tags', { kind: 'set', element: string }),
    ['readonly tags?: readonly string[]', "Fn.tolist(this.getListAttribute('tags'))"],
  ],
  [
    'a map of numbers',
    attribute('sizes', { kind: 'map', element: { kind: 'number' } }),
    ['readonly [key: string]: number', "this.getNumberMapAttribute('sizes')"],
  ],
  [
    'a computed map',
    attribute('names', { kind: 'map', element: string }, { computed: true }),
    ['get names(): StringMap'],
  ],
  [
    'one nested object',
    attribute('pair', pair),
    ['readonly pair?: DemoThingPair | IResolvable', 'get pair(): DemoThingPairOutputReference'],
  ],
  [
    'a set of nested objects',
    attribute('pairs', { kind: 'set', element: pair }),
    ['putPairs(value:', "new DemoThingPairsList(this, 'pairs', true)"],
  ],
  [
    'a map of nested objects',
    attribute('pairs', { kind: 'map', element: pair }),
    ['hashMapper(demoThingPairsToTerraform)', 'class DemoThingPairsMap extends ComplexMap'],
  ],
  [
    'a list of lists',
    attribute('grid', { kind: 'list', element: { kind: 'list', element: string } }),
    ['readonly grid?: readonly (readonly string[])[] | IResolvable', 'get grid(): IResolvable'],
  ],
  [
    'what nobody should use any more',
    attribute('old', string, { optional: true, deprecated: 'Use `new`.' }),
    ['@deprecated Use `new`.'],
  ],
]

const strictest = {
  module: 'nodenext',
  target: 'es2022',
  lib: ['es2022'],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  noImplicitOverride: true,
  noUnusedLocals: true,
  noEmit: true,
}

describe('generated code', () => {
  test('has a file per block, each saying who wrote it', async () => {
    const files = await renderBindings(provider(attribute('name', string)))
    expect([...files.keys()].sort()).toEqual([
      'data-thing.ts',
      'index.ts',
      'provider.ts',
      'thing.ts',
    ])
    for (const text of files.values()) expect(text).toMatch(/^\/\/ Generated by `npm run generate`/)
    expect(files.get('data-thing.ts')).toContain(
      'export class DataDemoThing extends TerraformDataSource',
    )
    expect(files.get('provider.ts')).toContain("terraformProviderSource: 'example/demo'")
    expect(files.get('thing.ts')).toContain("providerName: 'demo', providerVersion: '1.2.3'")
  })

  test.each(kinds)('of %s', async (_, given, fragments) => {
    const code = (await codeOf([given])).replace(/readonly \(?readonly/g, 'readonly (readonly')
    for (const fragment of fragments) expect(code).toContain(fragment)
  })

  test('of a write-only attribute has no getter: nobody can know the value', async () => {
    const code = await codeOf([attribute('token', string, { optional: true, writeOnly: true })])
    expect(code).not.toContain('get token(')
    expect(code).toContain('get tokenInput(')
  })

  test('of a data source does not offer import', async () => {
    expect(await codeOf([], 'data-thing.ts')).not.toContain('ImportableResource')
    expect(await codeOf([])).toContain('static generateConfigForImport')
  })

  test('compiles, whatever the schema', async () => {
    const attributes = kinds.map(([, each], index) => ({
      ...each,
      name: `${each.name}_${index}`,
      camelName: `${each.camelName}${index}`,
    }))
    const place = mkdtempSync(join(tmpdir(), 'mortise-bindings-'))
    for (const [file, text] of await renderBindings(provider(...attributes)))
      writeFileSync(join(place, file), text)
    copyFileSync(join(folder, 'hcl.ts'), join(place, 'hcl.ts'))
    writeFileSync(join(place, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(place, 'tsconfig.json'), JSON.stringify({ compilerOptions: strictest }))
    symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'))
    const args = [join(root, 'node_modules/typescript/bin/tsc'), '-p', '.']
    const told = await run(process.execPath, args, { cwd: place }).catch(
      (failure: unknown) => failure,
    )
    rmSync(place, { recursive: true })
    expect(told).toMatchObject({ stdout: '' })
  }, 30_000)

  test('cannot end a comment early', async () => {
    const code = await codeOf([attribute('a', string, { optional: true, description: 'x */ y' })])
    expect(code).toContain('x *\\/ y')
  })
})

describe('our bindings', () => {
  const given = () => givenStack()
  const organization = (stack: TerraformStack) =>
    new bindings.MortiseOrganization(stack, 'o', {
      name: 'acme',
      preset: 'sonarqube-cloud',
      displayName: 'Acme',
      roleRules: [{ group: 'Admins', role: 'administer-organization' }],
    })

  test('refer into nested and computed attributes', () => {
    const stack = given()
    const connection = new bindings.MortiseSamlConnection(stack, 'c', {
      name: 'saml',
      organization: organization(stack).name,
    })
    const values = {
      computed: connection.acsUrl,
      nested: connection.idp.entityId,
      list: Token.asString(connection.idp.certificates),
      map: connection.attributeNames.lookup('email'),
      element: organization(givenStack()).roleRules.get(0).group,
    }
    Object.entries(values).forEach(([id, value]) => new TerraformOutput(stack, id, { value }))
    const output = synthesized(stack).output ?? {}
    expect(
      Object.fromEntries(Object.entries(output).map(([id, { value }]) => [id, value])),
    ).toEqual({
      computed: '${mortise_saml_connection.c.acs_url}',
      nested: '${mortise_saml_connection.c.idp.entity_id}',
      list: '${tolist(mortise_saml_connection.c.idp.certificates)}',
      map: '${mortise_saml_connection.c.attribute_names["email"]}',
      element: expect.stringContaining('role_rules'),
    })
  })

  test('can be changed and reset until synthesis', () => {
    const stack = given()
    const o = organization(stack)
    o.displayName = 'Other'
    o.resetRoleRules()
    expect(o.displayNameInput).toBe('Other')
    expect(resource(stack, 'mortise_organization', 'o')).toEqual({
      name: 'acme',
      preset: 'sonarqube-cloud',
      display_name: 'Other',
    })
  })

  test('synthesize to HCL as well: nested attributes, no blocks', () => {
    const stack = given()
    organization(stack)
    const { hcl } = stack.toHclTerraform() as { hcl: string }
    expect(hcl.replace(/\s+/g, ' ')).toContain(
      'role_rules = [ { group = "Admins" role = "administer-organization" } ]',
    )
  })

  test('import what exists', () => {
    const stack = given()
    bindings.MortiseOrganization.generateConfigForImport(stack, 'acme', 'acme')
    expect(JSON.parse(Testing.synth(stack))).toMatchObject({
      import: [{ id: 'acme', to: 'mortise_organization.acme' }],
    })
  })

  test('accept what only Terraform knows, in place of any list of objects', () => {
    const stack = given()
    organization(stack).putRoleRules(Token.asAny('${var.rules}'))
    expect(resource(stack, 'mortise_organization', 'o')['role_rules']).toBe('${var.rules}')
  })
})

test('nothing but the generator’s own folder and hcl.ts is written by hand here', () => {
  const byHand = readdirSync(fileURLToPath(new URL('../../constructs/bindings', import.meta.url)))
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => !readFileSync(`${folder}/${file}`, 'utf8').startsWith('// Generated by'))
  expect(byHand).toEqual(['generate.ts', 'hcl.ts'])
})
