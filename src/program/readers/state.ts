/** State, where everything is known: as `terraform show -json` writes it, and as the file on disk has it (version 4). */
import type { Block, Output, ProgramFile } from '../program-file.js'
import { Sealed } from '../value.js'
import { isObject, listIn, objectIn, textIn, textsIn, type Json } from './json.js'
import { assembled, entriesOf, resourcesOf, type ListedResource } from './values.js'

/** Of a state without anything in it, the format's version is all there is. */
export const isShownState = (json: Json): boolean =>
  ['format_version', 'terraform_version'].some((key) => typeof json[key] === 'string') &&
  !('planned_values' in json) &&
  !('resources' in json)

export const isStateFile = (json: Json): boolean =>
  json['version'] === 4 && Array.isArray(json['resources'])

const nothing = { providers: [], variables: new Map() } as const

function shownBlock({ resource, jsonPath }: ListedResource): Block {
  const address = textIn(resource['address'])
  return {
    address,
    mode: resource['mode'] === 'data' ? 'data' : 'resource',
    type: textIn(resource['type']),
    values: entriesOf(
      { value: resource['values'], sensitive: resource['sensitive_values'] },
      address,
    ),
    dependsOn: textsIn(resource['depends_on']),
    ignored: [],
    jsonPath: [...jsonPath, 'values'],
  }
}

const outputOf = (name: string, output: unknown): readonly [string, Output] => {
  const { value, sensitive } = objectIn(output)
  return [
    name,
    {
      value: assembled({ value, sensitive: sensitive === true }, 'output', [name]),
      sensitive: sensitive === true,
    },
  ]
}

const outputsIn = (json: unknown): ReadonlyMap<string, Output> =>
  new Map(Object.entries(objectIn(json)).map(([name, output]) => outputOf(name, output)))

/** @param jsonPath - where the state stands in the file */
export function readStateAt(
  json: Json,
  file: string,
  jsonPath: readonly string[],
): Omit<ProgramFile, 'locate'> {
  const values = objectIn(json['values'])
  const root = [...jsonPath, 'values', 'root_module']
  const resources = resourcesOf(objectIn(values['root_module']), root)
  return {
    ...nothing,
    ...{ file, kind: 'state', blocks: resources.map(shownBlock) },
    outputs: outputsIn(values['outputs']),
  }
}

export const readShownState = (json: Json, file: string): Omit<ProgramFile, 'locate'> =>
  readStateAt(json, file, [])

/** `["credential"]` seals the attribute it begins with: the file's paths go deeper, and may name instances of sets. */
const sealedNames = (instance: Json): ReadonlySet<string> =>
  new Set(
    listIn(instance['sensitive_attributes']).map((path) =>
      textIn(objectIn(listIn(path)[0])['value']),
    ),
  )

function fileBlocks(resource: Json, index: number): readonly Block[] {
  const { mode, type, name, module } = resource
  return listIn(resource['instances']).map((each, at) => {
    const instance = objectIn(each)
    const key = instance['index_key']
    const suffix = key === undefined ? '' : `[${JSON.stringify(key)}]`
    const prefix = typeof module === 'string' ? `${module}.` : ''
    const kind = mode === 'data' ? 'data.' : ''
    const address = `${prefix}${kind}${textIn(type)}.${textIn(name)}${suffix}`
    const sealed = sealedNames(instance)
    const values = Object.entries(entriesOf({ value: instance['attributes'] }, address))
    return {
      address,
      mode: mode === 'data' ? 'data' : 'resource',
      type: textIn(type),
      values: Object.fromEntries(
        values.map(([attribute, value]) => [
          attribute,
          sealed.has(attribute) ? new Sealed(value) : value,
        ]),
      ),
      dependsOn: textsIn(instance['dependencies']),
      ignored: [],
      jsonPath: ['resources', index, 'instances', at, 'attributes'],
    }
  })
}

export const readStateFile = (json: Json, file: string): Omit<ProgramFile, 'locate'> => ({
  ...nothing,
  ...{ file, kind: 'state' },
  blocks: listIn(json['resources']).flatMap((each, index) => fileBlocks(objectIn(each), index)),
  outputs: outputsIn(json['outputs']),
})

/** `terraform output -json`: enough for the steps, and nothing to check. */
export const isOutputs = (json: Json): boolean => {
  const outputs = Object.values(json)
  return (
    outputs.length > 0 &&
    outputs.every((each) => isObject(each) && 'value' in each && 'type' in each)
  )
}

export const readOutputs = (json: Json, file: string): Omit<ProgramFile, 'locate'> => ({
  ...nothing,
  ...{ file, kind: 'outputs', blocks: [], outputs: outputsIn(json) },
})
