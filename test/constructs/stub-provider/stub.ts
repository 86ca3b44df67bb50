/** A provider that has the schema of another and does nothing: enough for a real terraform to validate and plan against. */
import {
  bool,
  defineDataSource,
  defineProvider,
  defineResource,
  isUnknown,
  list,
  map,
  number,
  object,
  set,
  string,
  type Attribute,
  type AnyOptions,
  type Attributes,
  type Provider,
} from '../../../src/provider/framework/index.js'
import { parseBinding, type Argument, type ArgumentType, type ParsedType } from './parse.js'

/** okta or azuread as their bindings know them, with the types that are wanted. */
export function stubProvider(name: string, wanted: Iterable<string>): Provider {
  const types = parseBinding(name, new Set(wanted))
  const own = types.find(({ kind }) => kind === 'provider')
  return defineProvider({
    name,
    version: '0.0.0',
    attributes: attributesFrom(own?.arguments ?? []),
    configure: () => undefined,
    resources: types.filter(({ kind }) => kind === 'resource').map(resource),
    dataSources: types.filter(({ kind }) => kind === 'data').map(dataSource),
  })
}

/**
 * What the bindings do not tell and the provider's source does: what came later and constructs use by name (okta 6.8.0,
 * #2517), and what the provider fills where nothing is given.
 */
const later: Readonly<Record<string, Attributes>> = {
  okta_app_oauth: {
    clientId: string({ optional: true, computed: true, useStateForUnknown: true }),
    clientBasicSecretWo: string({ optional: true, writeOnly: true, sensitive: true }),
    clientBasicSecretWoVersion: number({ optional: true }),
  },
}

const shortName = ({ typeName }: ParsedType): string => typeName.replace(/^[a-z]+_/, '')

function resource(type: ParsedType) {
  const attributes = allAttributes(type)
  const filled = (planned: object) => fill(attributes, planned) as never
  return defineResource({
    typeName: shortName(type),
    description: 'A stub.',
    attributes,
    create: async ({ planned }) => filled(planned),
    read: async ({ state }) => state as never,
    update: async ({ planned }) => filled(planned),
    delete: async () => undefined,
  })
}

function dataSource(type: ParsedType) {
  const attributes = allAttributes(type)
  return defineDataSource({
    typeName: shortName(type),
    description: 'A stub.',
    attributes,
    read: async ({ config }) => fill(attributes, { ...nothing(attributes), ...config }) as never,
  })
}

const nothing = (attributes: Attributes): object =>
  Object.fromEntries(Object.keys(attributes).map((name) => [name, null]))

/** A made-up value for whatever only the real provider could know. */
function fill(attributes: Attributes, planned: object): object {
  const values = { ...planned } as Record<string, unknown>
  for (const [name, { type, options }] of Object.entries(attributes)) {
    const empty = isUnknown(values[name]) || (values[name] === null && options.computed === true)
    if (empty) values[name] = madeUp(type.kind, name)
  }
  return values
}

function madeUp(kind: Attribute['type']['kind'], name: string): unknown {
  if (kind === 'string') return `stub-${name}`
  if (kind === 'bool') return false
  if (kind === 'number' || kind === 'int64') return 0
  return kind === 'map' ? {} : []
}

function allAttributes(type: ParsedType): Attributes {
  const given = attributesFrom(type.arguments.filter(({ name }) => name !== 'id'))
  const computed = type.computed
    .filter(({ name }) => name !== 'id')
    .map((each) => [camel(each.name), attribute(each.type, { computed: true })] as const)
  const id = string({ optional: true, computed: true, useStateForUnknown: true })
  return { ...Object.fromEntries(computed), ...given, ...later[type.typeName], id }
}

const attributesFrom = (given: readonly Argument[]): Attributes =>
  Object.fromEntries(
    given.map(({ name, required, type }) => [
      camel(name),
      attribute(type, required ? { required } : { optional: true }),
    ]),
  )

function attribute(type: ArgumentType, options: AnyOptions): Attribute {
  const flags = options as object
  switch (type.kind) {
    case 'list':
      return list(attribute(type.element, {}), flags)
    case 'set':
      return set(attribute(type.element, {}), flags)
    case 'map':
      return map(attribute(type.element, {}), flags)
    case 'object':
      return object(attributesFrom(type.arguments), flags)
    case 'bool':
      return bool(flags)
    case 'number':
      return number(flags)
    case 'string':
      return string(flags)
  }
}

const camel = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
