/** Mistakes in a schema, found when the provider is defined: Terraform would reject the whole provider, or panic. */
import type { Attribute, Attributes, Type } from './attribute.js'
import { conform } from './conform.js'
import { parseDuration } from './duration.js'
import { renderPath, type Path } from './diagnostics.js'
import { camelCase, snakeCase } from './names.js'

export type SchemaKind = 'resource' | 'data source' | 'ephemeral resource' | 'provider'

export interface SchemaOwner {
  readonly typeName: string
  readonly attributes: Attributes
}

/** Everything about a definition the schema rules may look at. */
interface ResourceLike extends SchemaOwner {
  readonly version?: number
  readonly identifiedBy?: readonly string[]
  readonly upgraders?: Readonly<Record<number, unknown>>
  readonly timeouts?: Readonly<Record<string, string | undefined>>
  readonly timeoutsAttribute?: boolean
}

/** Where an attribute stands: rules differ inside sets, and for elements. */
interface Place {
  readonly owner: SchemaKind
  readonly path: Path
  readonly inSet: boolean
  readonly isElement: boolean
}

interface Rule {
  readonly broken: (attribute: Attribute, place: Place) => boolean
  readonly says: string
}

const kinds: readonly string[] = [
  'string',
  'bool',
  'int64',
  'number',
  'list',
  'set',
  'map',
  'object',
]
const setBy = ({ options }: Attribute) => [options.required, options.optional, options.computed]
const isFlagged = (attribute: Attribute) => setBy(attribute).includes(true)

const rules: readonly Rule[] = [
  {
    says: 'has no known type: use string(), bool(), int64(), number(), list(), set(), map() or object()',
    // A definition written in JavaScript may lack what the types demand.
    broken: ({ type }: Partial<Attribute>) => type === undefined || !kinds.includes(type.kind),
  },
  {
    says: 'must be required, optional or computed',
    broken: (a, { isElement }) => !isElement && !isFlagged(a),
  },
  {
    says: 'is an element, and only whole attributes can be required, optional, computed, writeOnly, replaced or have a default',
    broken: (a, { isElement }) => isElement && (isFlagged(a) || isWholeOnly(a)),
  },
  {
    says: 'cannot be required and computed: what the configuration must say, the provider cannot fill in',
    broken: ({ options: o }) => o.required === true && o.computed === true,
  },
  {
    says: 'cannot be required and optional',
    broken: ({ options: o }) => o.required === true && o.optional === true,
  },
  {
    says: 'has a default, so it must be optional',
    broken: ({ options: o }) => o.default !== undefined && o.optional !== true,
  },
  {
    says: 'has a default, which only a resource can have: nothing else is planned',
    broken: ({ options: o }, { owner }) => o.default !== undefined && owner !== 'resource',
  },
  {
    says: 'belongs to a provider configuration, where nothing is computed',
    broken: ({ options: o }, { owner }) => owner === 'provider' && o.computed === true,
  },
  {
    says: 'is write-only, which only a resource’s attribute can be',
    broken: ({ options: o }, { owner }) => o.writeOnly === true && owner !== 'resource',
  },
  {
    says: 'is write-only and so cannot be computed or have a default: it is never stored',
    broken: ({ options: o }) =>
      o.writeOnly === true && (o.computed === true || o.default !== undefined),
  },
  {
    says: 'is write-only inside a set, which Terraform rejects: a set is compared by its elements, and this one is never stored',
    broken: ({ options: o }, { inSet }) => o.writeOnly === true && inSet,
  },
  {
    says: 'is write-only, so a change of it is never seen and cannot replace: put requiresReplace on a version attribute beside it',
    broken: ({ options: o }) => o.writeOnly === true && o.requiresReplace !== undefined,
  },
  {
    says: 'is inside a set, whose elements have no identity: put requiresReplace on the set',
    broken: ({ options: o }, { inSet }) => o.requiresReplace !== undefined && inSet,
  },
  {
    says: 'is not computed, so nullable and useStateForUnknown mean nothing here',
    broken: ({ options: o }) =>
      (o.nullable === true || o.useStateForUnknown === true) && o.computed !== true,
  },
]

function isWholeOnly({ options }: Attribute): boolean {
  return (
    options.writeOnly === true ||
    options.default !== undefined ||
    options.requiresReplace !== undefined
  )
}

/** Names with a meaning of their own inside a resource block. */
const reserved = [
  'connection',
  'count',
  'depends_on',
  'for_each',
  'lifecycle',
  'provider',
  'provisioner',
]

/** Definitions found sound: start-up is paid on every launch, so nothing is checked twice. */
const sound = new WeakSet<SchemaOwner>()

export function checkSchemaOf(kind: SchemaKind, definition: SchemaOwner): void {
  if (sound.has(definition)) return
  const name = definition.typeName
  const faults = [
    ...(/^[a-z][a-z0-9_]*$/.test(name) ? [] : ['typeName must be snake_case']),
    ...faultsOf(kind, definition.attributes),
    ...(kind === 'resource' ? resourceFaults(definition) : []),
  ]
  refuse(`${kind} ${name}`, faults)
  sound.add(definition)
}

export function faultsOf(owner: SchemaKind, attributes: Attributes): string[] {
  return faultsIn(attributes, { owner, path: [], inSet: false, isElement: false }).concat(
    owner === 'provider'
      ? []
      : Object.keys(attributes)
          .filter((name) => reserved.includes(snakeCase(name)))
          .map((name) => `${name} is a word Terraform reserves`),
  )
}

/** For collected faults, one throw: an author should see them all at once. */
export function refuse(subject: string, faults: readonly string[]): void {
  if (faults.length === 0) return
  throw new TypeError(`${subject} cannot be served to Terraform:\n- ${faults.join('\n- ')}`)
}

function faultsIn(attributes: Attributes, place: Place): string[] {
  return Object.entries(attributes).flatMap(([name, attribute]) => {
    const inner = { ...place, path: [...place.path, name], isElement: false }
    return [...nameFaults(name, inner.path), ...attributeFaults(attribute, inner)]
  })
}

function nameFaults(name: string, path: Path): string[] {
  if (/^[a-z][a-zA-Z0-9]*$/.test(name) && camelCase(snakeCase(name)) === name) return []
  return [
    `${renderPath(path)} must be named in camelCase, so that its snake_case name leads back to it`,
  ]
}

function attributeFaults(attribute: Attribute, place: Place): string[] {
  const where = `${renderPath(place.path)}${place.isElement ? '[]' : ''}`
  const broken = rules.filter((rule) => rule.broken(attribute, place))
  const faults = broken.map(({ says }) => `${where} ${says}`)
  return faults.length > 0
    ? faults
    : [...defaultFaults(attribute, where), ...insideFaults(attribute.type, place, where)]
}

function defaultFaults(attribute: Attribute, where: string): string[] {
  const value = attribute.options.default
  if (value === undefined) return []
  const { mistakes } = conform({ it: attribute }, { it: value }, { by: 'the schema', as: 'state' })
  return mistakes.length === 0 ? [] : [`${where} has a default that is not of its own type`]
}

function insideFaults(type: Type, place: Place, where: string): string[] {
  if (type.kind === 'object') return faultsIn(type.attributes, { ...place, isElement: false })
  if (!('element' in type)) return []
  // Terraform's nested attributes are one level of list, set or map around an object; deeper ones would silently lose their flags.
  if (place.isElement && type.element.type.kind === 'object')
    return [
      `${where} nests objects in a collection of collections: make the inner one an attribute of an object`,
    ]
  const inSet = place.inSet || type.kind === 'set'
  return attributeFaults(type.element, { ...place, inSet, isElement: true })
}

function resourceFaults(definition: ResourceLike): string[] {
  const { attributes, timeouts = {} } = definition
  const strangers = (definition.identifiedBy ?? []).filter(
    (name) => attributes[name]?.type.kind !== 'string',
  )
  return [
    ...strangers.map((name) => `identifiedBy names ${name}, which is no string attribute`),
    ...Object.entries(timeouts)
      .filter(([, text]) => parseDuration(text ?? '') === undefined)
      .map(([verb, text]) => `timeouts.${verb} is ${text}, not a duration such as "90s" or "5m"`),
    ...(definition.timeoutsAttribute === true && 'timeouts' in attributes
      ? ['timeouts is declared twice']
      : []),
    ...upgraderFaults(definition),
  ]
}

function upgraderFaults({ version = 0, upgraders = {} }: ResourceLike): string[] {
  if (!Number.isSafeInteger(version) || version < 0) return ['version must be a whole number']
  const older = Array.from({ length: version }, (_, index) => index)
  const missing = older.filter((each) => upgraders[each] === undefined)
  const beyond = Object.keys(upgraders).filter((each) => Number(each) >= version)
  return [
    ...missing.map(
      (each) =>
        `has version ${version} but no upgrader from ${each}: state stored under it could not be read`,
    ),
    ...beyond.map(
      (each) => `has an upgrader from ${each}, which is not older than version ${version}`,
    ),
  ]
}
