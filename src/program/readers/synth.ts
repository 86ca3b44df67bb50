/** Synthesized programs, `cdk.tf.json`: Terraform's JSON configuration, with every expression written out. */
import { parseTemplate, type LookUp } from '../expression.js'
import type { Block, Output, ProgramFile, ProviderBlock, Variable } from '../program-file.js'
import { asValue, type Entries, type Value } from '../value.js'
import { isObject, objectIn, textIn, textsIn, type Json } from './json.js'

export interface SynthOptions {
  /**
   * As `-var` would give them; the rest have their defaults.
   * @default - references to variables stay, defaults or not: what is said then holds whatever is given
   */
  readonly variables?: ReadonlyMap<string, string> | undefined
}

/** Terraform's own words in a block; `"//"` is a comment. */
const metaArguments = new Set([
  '//',
  'depends_on',
  'lifecycle',
  'provider',
  'count',
  'for_each',
  'provisioner',
])

const comments = new Set(['//'])

const blockTypes = [
  ...['terraform', 'provider', 'variable', 'locals'],
  ...['resource', 'data', 'module', 'output'],
]

export const isSynth = (json: Json): boolean =>
  blockTypes.some((type) => Object.hasOwn(json, type) && typeof json[type] === 'object') &&
  !('planned_values' in json) &&
  !('values' in json)

/** Every text read as the template it is. */
function read(json: unknown, lookUp: LookUp): Value {
  if (typeof json === 'string') return parseTemplate(json, lookUp)
  if (Array.isArray(json)) return json.map((item) => read(item, lookUp))
  return isObject(json) ? readEntries(json, lookUp) : asValue(json)
}

function readEntries(json: Json, lookUp: LookUp, left: ReadonlySet<string> = comments): Entries {
  const entries: [string, Value][] = []
  for (const [key, value] of Object.entries(json))
    if (!left.has(key)) entries.push([key, read(value, lookUp)])
  return Object.fromEntries(entries)
}

interface Body {
  readonly labels: readonly string[]
  readonly body: Json
  readonly jsonPath: readonly (string | number)[]
}

/** The blocks of a type, below so many labels. Terraform's JSON lets each stand alone or in a list, on every level. */
function bodiesOf(json: Json, type: string, labels: number): readonly Body[] {
  const found: Body[] = []
  const walk = (written: unknown, names: readonly string[], jsonPath: Body['jsonPath']): void => {
    if (Array.isArray(written))
      written.forEach((each, index) => walk(each, names, [...jsonPath, index]))
    else if (!isObject(written)) return
    else if (names.length === labels) found.push({ labels: names, body: written, jsonPath })
    else
      for (const [name, below] of Object.entries(written))
        if (name !== '//') walk(below, [...names, name], [...jsonPath, name])
  }
  walk(json[type], [], [type])
  return found
}

/** Locals are spelled out where they are used; one that refers to itself stays a reference. */
function localsOf(json: Json, next: LookUp): LookUp {
  const written = new Map(bodiesOf(json, 'locals', 0).flatMap(({ body }) => Object.entries(body)))
  const known = new Map<string, Value | undefined>()
  const lookUp: LookUp = (reference) => {
    const name = /^local\.([\w-]+)$/.exec(reference)?.[1]
    if (name === undefined) return next(reference)
    if (!written.has(name) || known.has(name)) return known.get(name)
    known.set(name, undefined)
    const value = read(written.get(name), lookUp)
    known.set(name, value)
    return value
  }
  return lookUp
}

/** What a variable is given is a value and no template, and so is its default. */
function valuesOf(json: Json, { variables }: SynthOptions): LookUp {
  if (variables === undefined) return () => undefined
  const declared = bodiesOf(json, 'variable', 1)
  const defaults = new Map(declared.map(({ labels: [name = ''], body }) => [name, body['default']]))
  return (reference) => {
    const name = /^var\.([\w-]+)$/.exec(reference)?.[1]
    if (name === undefined) return undefined
    return variables.get(name) ?? asValue(defaults.get(name)) ?? undefined
  }
}

const withoutBraces = (text: string): string => text.replace(/^\$\{(.*)\}$/, '$1')

/** CDKTF leaves the path of the construct in a comment. */
function constructOf(body: Json): Pick<Block, 'construct'> {
  const { path } = objectIn(objectIn(body['//'])['metadata'])
  return typeof path === 'string' ? { construct: path } : {}
}

function blocksOf(json: Json, mode: Block['mode'], lookUp: LookUp): readonly Block[] {
  const prefix = mode === 'data' ? 'data.' : ''
  return bodiesOf(json, mode, 2).map(({ labels: [type = '', name = ''], body, jsonPath }) => ({
    address: `${prefix}${type}.${name}`,
    mode,
    type,
    values: readEntries(body, lookUp, metaArguments),
    dependsOn: textsIn(body['depends_on']).map(withoutBraces),
    ignored: textsIn(objectIn(body['lifecycle'])['ignore_changes']),
    ...('for_each' in body || 'count' in body ? { isRepeated: true } : {}),
    ...constructOf(body),
    jsonPath,
  }))
}

const providersOf = (json: Json, lookUp: LookUp): readonly ProviderBlock[] =>
  bodiesOf(json, 'provider', 1).map(({ labels: [name = ''], body, jsonPath }) => {
    const alias = textIn(body['alias'])
    return {
      name: alias === '' ? name : `${name}.${alias}`,
      values: readEntries(body, lookUp),
      jsonPath,
    }
  })

const variablesOf = (json: Json): ReadonlyMap<string, Variable> =>
  new Map(
    bodiesOf(json, 'variable', 1).map(({ labels: [name = ''], body }) => {
      const { sensitive, ephemeral, default: given } = body
      const hasDefault = given !== undefined && given !== null && given !== ''
      return [name, { sensitive: sensitive === true, ephemeral: ephemeral === true, hasDefault }]
    }),
  )

const outputsOf = (json: Json, lookUp: LookUp): ReadonlyMap<string, Output> =>
  new Map(
    bodiesOf(json, 'output', 1).map(({ labels: [name = ''], body: { value, sensitive } }) => [
      name,
      { value: read(value, lookUp), sensitive: sensitive === true },
    ]),
  )

/** Resources, data sources, providers, variables and outputs of a configuration. */
export function readSynth(
  json: Json,
  file: string,
  options: SynthOptions = {},
): Omit<ProgramFile, 'locate'> {
  const lookUp = localsOf(json, valuesOf(json, options))
  const blocks = [...blocksOf(json, 'resource', lookUp), ...blocksOf(json, 'data', lookUp)]
  return {
    ...{ file, kind: 'synth', blocks },
    providers: providersOf(json, lookUp),
    variables: variablesOf(json),
    outputs: outputsOf(json, lookUp),
  }
}
