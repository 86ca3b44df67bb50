/** Plans, as `terraform show -json` writes them: any program, hand-written HCL included. What an apply must tell is open, with what its expression refers to. */
import { isSecureUrl } from '../../core/index.js'
import type { Block, Output, ProgramFile, ProviderBlock, Variable } from '../program-file.js'
import { asValue, open, type Value } from '../value.js'
import { isObject, listIn, objectIn, textIn, textsIn, type Json } from './json.js'
import { Configuration } from './references.js'
import { readStateAt } from './state.js'
import { assembled, entriesOf, resourcesOf, type ListedResource } from './values.js'

export const isPlan = (json: Json): boolean => isObject(json['planned_values'])

/** What of each resource an apply will tell. */
const unknownsOf = (json: Json): ReadonlyMap<string, unknown> =>
  new Map(
    listIn(json['resource_changes']).map((each) => {
      const { address, change } = objectIn(each)
      return [textIn(address), objectIn(change)['after_unknown']]
    }),
  )

function blockOf(
  { resource, jsonPath }: ListedResource,
  unknowns: ReadonlyMap<string, unknown>,
  configuration: Configuration,
): Block {
  const address = textIn(resource['address'])
  const told = {
    value: resource['values'],
    unknown: unknowns.get(address),
    sensitive: resource['sensitive_values'],
    references: (path: readonly (string | number)[]) => configuration.referencesAt(address, path),
  }
  return {
    address,
    mode: resource['mode'] === 'data' ? 'data' : 'resource',
    type: textIn(resource['type']),
    values: entriesOf(told, address),
    dependsOn: configuration.dependsOn(address),
    ignored: [],
    jsonPath: [...jsonPath, 'values'],
  }
}

/** The value of an expression of a provider block: written out, a variable's, or only Terraform's to know. */
function expressed(expression: unknown, variables: Json, name: string): Value {
  const { constant_value: constant, references } = objectIn(expression)
  if (constant !== undefined) return asValue(constant)
  const [first, ...others] = textsIn(references)
  const variable = /^var\.([\w-]+)$/.exec(first ?? '')?.[1]
  const { value } = objectIn(variables[variable ?? ''])
  // The plan does not say whether it is the variable alone. A service URL has no path, so little could be added to it.
  if (typeof value === 'string' && others.length === 0 && isSecureUrl(value)) return value
  return open({
    expression: `after apply: provider ${name}`,
    references: textsIn(references),
    afterApply: true,
  })
}

function providersOf(json: Json, configuration: Json): readonly ProviderBlock[] {
  return Object.entries(objectIn(configuration['provider_config'])).map(([key, config]) => {
    const { expressions, name, alias } = objectIn(config)
    const values = Object.entries(objectIn(expressions)).map(
      ([attribute, expression]) =>
        [
          attribute,
          expressed(expression, objectIn(json['variables']), `${key}.${attribute}`),
        ] as const,
    )
    return {
      name: textIn(alias) === '' ? textIn(name) : `${textIn(name)}.${textIn(alias)}`,
      values: Object.fromEntries(values),
      jsonPath: ['configuration', 'provider_config', key],
    }
  })
}

const variablesOf = (configuration: Json): ReadonlyMap<string, Variable> =>
  new Map(
    Object.entries(objectIn(objectIn(configuration['root_module'])['variables'])).map(
      ([name, written]) => {
        const { sensitive, default: given } = objectIn(written)
        const hasDefault = given !== undefined && given !== null && given !== ''
        // The JSON of a plan leaves the values of ephemeral variables out, and does not say that they are.
        return [name, { sensitive: sensitive === true, ephemeral: false, hasDefault }]
      },
    ),
  )

function outputsOf(json: Json, configuration: Json): ReadonlyMap<string, Output> {
  const written = objectIn(objectIn(configuration['root_module'])['outputs'])
  const changes = objectIn(json['output_changes'])
  const planned = objectIn(objectIn(json['planned_values'])['outputs'])
  return new Map(
    Object.entries(planned).map(([name, output]) => {
      const { value, sensitive } = objectIn(output)
      const { after, after_unknown: unknown } = objectIn(changes[name])
      const references = textsIn(objectIn(objectIn(written[name])['expression'])['references'])
      const told = { value: value ?? after, unknown, references: () => references }
      return [name, { value: assembled(told, 'output', [name]), sensitive: sensitive === true }]
    }),
  )
}

/** A plan says less than it seems to where Terraform stopped, or was told to look at a part only. */
function notesOn(json: Json): readonly string[] {
  if (json['errored'] === true) return ['Terraform could not finish this plan: parts are missing']
  if (json['complete'] === false) return ['this plan is partial (-target, or deferred changes)']
  return []
}

/** What was when the plan was made. */
export const readPrior = (json: Json, file: string): Omit<ProgramFile, 'locate'> => ({
  ...readStateAt(objectIn(json['prior_state']), file, ['prior_state']),
  providers: providersOf(json, objectIn(json['configuration'])),
})

/** Resources of the plan, and the data sources that were read before it. */
export function readPlan(json: Json, file: string): Omit<ProgramFile, 'locate'> {
  const written = objectIn(json['configuration'])
  const configuration = new Configuration(written)
  const unknowns = unknownsOf(json)
  const planned = resourcesOf(objectIn(objectIn(json['planned_values'])['root_module']), [
    'planned_values',
    'root_module',
  ])
  const prior = resourcesOf(
    objectIn(objectIn(objectIn(json['prior_state'])['values'])['root_module']),
    ['prior_state', 'values', 'root_module'],
  ).filter(({ resource }) => resource['mode'] === 'data')
  const known = new Set(planned.map(({ resource }) => resource['address']))
  const all = [...planned, ...prior.filter(({ resource }) => !known.has(resource['address']))]
  return {
    ...{ file, kind: 'plan', notes: notesOn(json) },
    blocks: all.map((each) => blockOf(each, unknowns, configuration)),
    providers: providersOf(json, written),
    variables: variablesOf(written),
    outputs: outputsOf(json, written),
  }
}
