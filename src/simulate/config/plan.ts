/** What `terraform show -json` prints: a plan (what will be, and what is now) or a state. */
import { nounOf, type Noun, type Nouns } from './noun.js'
import { isRawObject, isUnknown, Unknown, type Raw, type RawObject } from './unknown.js'

const at = (raw: Raw | undefined, ...path: readonly string[]): Raw | undefined =>
  path.reduce<Raw | undefined>((value, name) => (isRawObject(value) ? value[name] : undefined), raw)

const listOf = (raw: Raw | undefined): readonly Raw[] =>
  Array.isArray(raw) ? (raw as readonly Raw[]) : []

const textOf = (raw: Raw | undefined): string => (typeof raw === 'string' ? raw : '')

/** Resources of a module and of all modules in it. Data sources are what Terraform read, not what it manages. */
function resourcesIn(module: Raw | undefined): readonly RawObject[] {
  const own = listOf(at(module, 'resources')).filter(isRawObject)
  const children = listOf(at(module, 'child_modules')).flatMap(resourcesIn)
  return [...own.filter(({ mode }) => mode === 'managed'), ...children]
}

/** `after_unknown` is a shadow of the values: `true` where one is known only after apply. */
function withHoles(value: Raw | undefined, shadow: Raw | undefined): Raw {
  if (shadow === true) return new Unknown()
  if (Array.isArray(value)) {
    const holes = listOf(shadow)
    const items = value as readonly Raw[]
    const length = Math.max(items.length, holes.length)
    return Array.from({ length }, (_, index) => withHoles(items[index], holes[index]))
  }
  if (!isRawObject(shadow)) return value ?? null
  const values = isRawObject(value) ? value : {}
  const names = new Set([...Object.keys(values), ...Object.keys(shadow)])
  return Object.fromEntries([...names].map((name) => [name, withHoles(values[name], shadow[name])]))
}

/** What an attribute that is not known yet rests on; the plan tells it of every resource as it is written, once for all its instances. */
type ReferencesOf = (address: string, attribute: string) => readonly string[]

function nounsIn(
  module: Raw | undefined,
  shadows: ReadonlyMap<string, Raw>,
  referencesOf: ReferencesOf,
): readonly Noun[] {
  return resourcesIn(module).flatMap((resource) => {
    const address = textOf(resource['address'])
    const values = withHoles(resource['values'], shadows.get(address))
    if (!isRawObject(values)) return []
    const told = Object.entries(values).map(([name, value]) => [
      name,
      isUnknown(value) ? new Unknown(undefined, referencesOf(address, name)) : value,
    ])
    const noun = nounOf(
      textOf(resource['type']),
      { address },
      Object.fromEntries(told) as RawObject,
    )
    return noun ? [noun] : []
  })
}

/** `module.a["x"].mortise_group.g[0]` as it is written: the modules on the way, and the resource in the last. */
function writtenAs(address: string): { modules: readonly string[]; resource: string } {
  const plain = address.replace(/\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\]/g, '')
  const modules = [...plain.matchAll(/\bmodule\.([\w-]+)\./g)].map(([, name = '']) => name)
  return { modules, resource: plain.replace(/(?:\bmodule\.[\w-]+\.)+/, '') }
}

const referencesIn =
  (plan: RawObject): ReferencesOf =>
  (address, attribute) => {
    const { modules, resource } = writtenAs(address)
    const module = modules.reduce<Raw | undefined>(
      (within, name) => at(within, 'module_calls', name, 'module'),
      at(plan, 'configuration', 'root_module'),
    )
    const block = listOf(at(module, 'resources')).find((each) => at(each, 'address') === resource)
    const references = listOf(at(block, 'expressions', attribute, 'references'))
    return references.map(textOf)
  }

const noReferences: ReferencesOf = () => []

const shadowsOf = (plan: RawObject): ReadonlyMap<string, Raw> =>
  new Map(
    listOf(plan['resource_changes']).map((change) => [
      textOf(at(change, 'address')),
      at(change, 'change', 'after_unknown') ?? null,
    ]),
  )

/** Terraform tells a provider's arguments as expressions: a constant, or a variable whose value stands elsewhere in the plan. */
function serviceUrlOf(plan: RawObject): Raw {
  const asked = at(
    plan,
    'configuration',
    'provider_config',
    'mortise',
    'expressions',
    'service_url',
  )
  const [reference] = listOf(at(asked, 'references'))
  const variable = /^var\.([\w-]+)$/.exec(textOf(reference))?.[1]
  if (variable !== undefined) {
    return at(plan, 'variables', variable, 'value') ?? new Unknown(`\${${textOf(reference)}}`)
  }
  return reference === undefined ? (at(asked, 'constant_value') ?? null) : new Unknown()
}

/** A plan says less than it seems to where Terraform stopped, or was told to look at a part only. */
function notesOn(plan: RawObject): readonly string[] {
  if (plan['errored'] === true) return ['Terraform could not finish this plan: parts are missing']
  if (plan['complete'] === false) return ['this plan is partial (-target, or deferred changes)']
  return []
}

/** What will be when the plan is applied. */
export const nounsOfPlan = (origin: string, plan: RawObject): Nouns => ({
  origin,
  notes: notesOn(plan),
  serviceUrl: serviceUrlOf(plan),
  nouns: nounsIn(at(plan, 'planned_values', 'root_module'), shadowsOf(plan), referencesIn(plan)),
})

/** What was when the plan was made. */
export const nounsOfPrior = (origin: string, plan: RawObject): Nouns => ({
  origin: `${origin} (prior state)`,
  notes: [],
  serviceUrl: serviceUrlOf(plan),
  nouns: nounsIn(at(plan, 'prior_state', 'values', 'root_module'), new Map(), noReferences),
})

export const nounsOfState = (origin: string, state: RawObject): Nouns => ({
  origin,
  notes: [],
  serviceUrl: null,
  nouns: nounsIn(at(state, 'values', 'root_module'), new Map(), noReferences),
})
