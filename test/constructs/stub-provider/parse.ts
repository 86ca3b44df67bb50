/** Reads a prebuilt binding's source for what it knows of its provider's schema: names, types, blocks, and what is required. Lost: sensitive, defaults, enums, nested computed values. */
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** What stands in a configuration. */
export interface Argument {
  /** As Terraform spells it. */
  readonly name: string
  readonly required: boolean
  readonly type: ArgumentType
}

export type ArgumentType =
  | { readonly kind: 'string' | 'bool' | 'number' }
  | { readonly kind: 'list' | 'set' | 'map'; readonly element: ArgumentType }
  | { readonly kind: 'object'; readonly arguments: readonly Argument[] }

export interface ParsedType {
  /** Such as `okta_app_saml`. */
  readonly typeName: string
  readonly kind: 'resource' | 'data' | 'provider'
  readonly arguments: readonly Argument[]
  /** Values only the provider fills. */
  readonly computed: readonly Argument[]
}

const require = createRequire(import.meta.url)

/** Every type of a binding package whose name is wanted, and the provider block. */
export function parseBinding(provider: string, wanted: ReadonlySet<string>): readonly ParsedType[] {
  const lib = dirname(require.resolve(`@cdktf/provider-${provider}`))
  return readdirSync(lib, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && wants(wanted, provider, entry.name))
    .map((entry) => parseFolder(provider, join(lib, entry.name), entry.name))
}

const wants = (wanted: ReadonlySet<string>, provider: string, folder: string): boolean =>
  folder === 'provider' ||
  wanted.has(`${provider}_${folder.replaceAll('-', '_')}`) ||
  wanted.has(folder.replaceAll('-', '_'))

function parseFolder(provider: string, folder: string, name: string): ParsedType {
  const source = readFileSync(join(folder, 'index.js'), 'utf8')
  const declarations = readFileSync(join(folder, 'index.d.ts'), 'utf8')
  const start = source.search(/class \w+ extends cdktf\.Terraform(Resource|DataSource|Provider)\b/)
  const code = source.slice(start)
  const config = /export interface (\w+Config) extends cdktf/.exec(declarations)?.[1]
  const owner = config ?? /export interface (\w+ProviderConfig)/.exec(declarations)?.[1] ?? ''
  const found = argumentsIn(
    { source, declarations },
    code.slice(code.lastIndexOf('synthesizeHclAttributes')),
    owner,
  )
  const kind = name === 'provider' ? 'provider' : name.startsWith('data-') ? 'data' : 'resource'
  return {
    typeName: /tfResourceType = "(\w+)"/.exec(code)?.[1] ?? provider,
    kind,
    arguments: found,
    computed: kind === 'provider' ? [] : computedIn(code, found),
  }
}

interface Texts {
  readonly source: string
  readonly declarations: string
}

/** What each entry of `synthesizeHclAttributes` says: its name, how its value is rendered, and its type. */
const entry =
  /^\s+(\w+): \{\n\s+value: (.+),\n\s+isBlock: \w+,\n\s+type: "(\w+)",\n\s+storageClassType: "(\w+)",$/gm

function argumentsIn(texts: Texts, code: string, owner: string): readonly Argument[] {
  const body = new RegExp(`export interface ${owner}\\b[^{]*\\{([\\s\\S]*?)\\n\\}`).exec(
    texts.declarations,
  )?.[1]
  return [...code.matchAll(entry)].map(([, name = '', value = '', type = '', storage = '']) => {
    const camel = /(?:this\._|struct\.)(\w+)/.exec(value)?.[1] ?? ''
    return {
      name,
      required: new RegExp(`readonly ${camel}:`).test(body ?? ''),
      type: typeOf(texts, value, type, storage),
    }
  })
}

function typeOf(texts: Texts, value: string, type: string, storage: string): ArgumentType {
  const nested = /\b(?!cdktf\.)(\w+)ToHclTerraform\b/.exec(value.replaceAll(/cdktf\.\w+/g, ''))?.[1]
  if (nested !== undefined) {
    const object = { kind: 'object', arguments: nestedArguments(texts, nested) } as const
    if (!value.includes('istMapperHcl')) return object
    return { kind: type === 'set' ? 'set' : 'list', element: object }
  }
  const [, scalar = storage, collection] = /^(\w+?)(List|Map)?$/.exec(storage) ?? []
  const element = { kind: scalarOf(scalar) } as const
  if (collection === 'Map') return { kind: 'map', element }
  if (collection === 'List') return { kind: type === 'set' ? 'set' : 'list', element }
  return element
}

const scalarOf = (word: string): 'string' | 'bool' | 'number' =>
  word === 'boolean' ? 'bool' : word === 'number' ? 'number' : 'string'

function nestedArguments(texts: Texts, name: string): readonly Argument[] {
  const from = texts.source.indexOf(`function ${name}ToHclTerraform(struct)`)
  const code = texts.source.slice(from, texts.source.indexOf('\n}', from))
  return argumentsIn(texts, code, `${name.charAt(0).toUpperCase()}${name.slice(1)}`)
}

const getters = {
  String: { kind: 'string' },
  Number: { kind: 'number' },
  Boolean: { kind: 'bool' },
  List: { kind: 'list', element: { kind: 'string' } },
  StringMap: { kind: 'map', element: { kind: 'string' } },
} as const

function computedIn(code: string, known: readonly Argument[]): readonly Argument[] {
  const simple = [
    ...code.matchAll(/this\.get(String|Number|Boolean|List|StringMap)Attribute\('(\w+)'\)/g),
  ].map(([, kind = 'String', name = '']) => ({ name, kind: kind as keyof typeof getters }))
  const maps = [...code.matchAll(/new cdktf\.StringMap\(this, "(\w+)"\)/g)].map(
    ([, name = '']) => ({ name, kind: 'StringMap' as const }),
  )
  return [...simple, ...maps]
    .filter(({ name }) => !known.some((each) => each.name === name))
    .map(({ name, kind }) => ({ name, required: false, type: getters[kind] }))
}
