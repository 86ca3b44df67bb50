/** Synthesized programs, `cdk.tf.json`: Terraform's JSON configuration, with every expression written out. */
import { parseTemplate, type LookUp } from '../expression.js'
import type { Block, Output, ProgramFile, ProviderBlock, Variable } from '../program-file.js'
import { asValue, type Entries, type Value } from '../value.js'
import { isObject, listIn, objectIn, textIn, textsIn, type Json } from './json.js'

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

export const isSynth = (json: Json): boolean =>
  ['resource', 'provider', 'data', 'output'].some((key) => isObject(json[key])) &&
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

/** Locals are spelled out where they are used; one that refers to itself stays a reference. */
function localsOf(json: Json): LookUp {
  const written = objectIn(json['locals'])
  const open = new Set<string>()
  const lookUp: LookUp = (reference) => {
    const name = /^local\.([\w-]+)$/.exec(reference)?.[1]
    if (name === undefined || !(name in written) || open.has(name)) return undefined
    open.add(name)
    const value = read(written[name], lookUp)
    open.delete(name)
    return value
  }
  return lookUp
}

const withoutBraces = (text: string): string => text.replace(/^\$\{(.*)\}$/, '$1')

function blocksOf(json: Json, mode: Block['mode'], lookUp: LookUp): Block[] {
  const prefix = mode === 'data' ? 'data.' : ''
  const blocks: Block[] = []
  for (const [type, named] of Object.entries(objectIn(json[mode])))
    for (const [name, written] of Object.entries(objectIn(named))) {
      const body = objectIn(written)
      blocks.push({
        address: `${prefix}${type}.${name}`,
        mode,
        type,
        values: readEntries(body, lookUp, metaArguments),
        dependsOn: textsIn(body['depends_on']).map(withoutBraces),
        ignored: textsIn(objectIn(body['lifecycle'])['ignore_changes']),
        jsonPath: [mode, type, name],
      })
    }
  return blocks
}

function providersOf(json: Json, lookUp: LookUp): ProviderBlock[] {
  return Object.entries(objectIn(json['provider'])).flatMap(([name, written]) => {
    const list = Array.isArray(written) ? listIn(written) : [written]
    return list.map((body, index) => {
      const alias = textIn(objectIn(body)['alias'])
      return {
        name: alias === '' ? name : `${name}.${alias}`,
        values: readEntries(objectIn(body), lookUp),
        jsonPath: Array.isArray(written) ? ['provider', name, index] : ['provider', name],
      }
    })
  })
}

const variablesOf = (json: Json): ReadonlyMap<string, Variable> =>
  new Map(
    Object.entries(objectIn(json['variable'])).map(([name, written]) => {
      const { sensitive, ephemeral, default: given } = objectIn(written)
      const hasDefault = given !== undefined && given !== null && given !== ''
      return [name, { sensitive: sensitive === true, ephemeral: ephemeral === true, hasDefault }]
    }),
  )

const outputsOf = (json: Json, lookUp: LookUp): ReadonlyMap<string, Output> =>
  new Map(
    Object.entries(objectIn(json['output'])).map(([name, written]) => {
      const { value, sensitive } = objectIn(written)
      return [name, { value: read(value, lookUp), sensitive: sensitive === true }]
    }),
  )

/** Resources, data sources, providers, variables and outputs of a configuration. */
export function readSynth(json: Json, file: string): Omit<ProgramFile, 'locate'> {
  const lookUp = localsOf(json)
  const blocks = [...blocksOf(json, 'resource', lookUp), ...blocksOf(json, 'data', lookUp)]
  return {
    ...{ file, kind: 'synth', blocks },
    providers: providersOf(json, lookUp),
    variables: variablesOf(json),
    outputs: outputsOf(json, lookUp),
  }
}
