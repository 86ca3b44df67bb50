/** The schema as Terraform is told it: the author's attributes, and those the framework adds. */
import { object, string, type Attribute, type Attributes } from './attribute.js'
import { parseDuration } from './duration.js'
import type { Resource, Verb } from './resource.js'
import { fieldOf, type Values } from './value.js'

export const defaultTimeout = '20m'

const verbs: readonly Verb[] = ['create', 'read', 'update', 'delete']

/** One object per resource: what is derived from a schema is kept by it. */
const withTimeoutsAttribute = new WeakMap<Resource<never>, Attributes>()

export function attributesOf(resource: Resource<never>): Attributes {
  if (resource.timeoutsAttribute !== true) return resource.attributes
  const known = withTimeoutsAttribute.get(resource)
  if (known !== undefined) return known
  const attributes = { ...resource.attributes, timeouts: timeoutsAttribute }
  withTimeoutsAttribute.set(resource, attributes)
  return attributes
}

/** What Terraform holds, without what the framework added: what verbs see. */
export function withoutTimeouts(resource: Resource<never>, values: Values): Values {
  if (resource.timeoutsAttribute !== true) return values
  const { timeouts: _, ...others } = values
  return others
}

export function withTimeouts(
  resource: Resource<never>,
  values: Values,
  holder: Values | null,
): Values {
  if (resource.timeoutsAttribute !== true) return values
  return { ...values, timeouts: fieldOf(holder, 'timeouts') }
}

/** `holder` is whatever of configuration or state is at hand: the user's word counts before the author's. */
export function timeoutOf(resource: Resource<never>, verb: Verb, holder: Values | null): number {
  const chosen = fieldOf(fieldOf(holder, 'timeouts'), verb)
  const text = typeof chosen === 'string' ? chosen : resource.timeouts?.[verb]
  return millisecondsOf(text)
}

/** Asked for every call; a program has few of them. */
const durations = new Map<string, number>()

export function millisecondsOf(text: string = defaultTimeout): number {
  const known = durations.get(text)
  if (known !== undefined) return known
  const milliseconds = parseDuration(text) ?? millisecondsOf()
  durations.set(text, milliseconds)
  return milliseconds
}

function timeoutOption(verb: Verb): Attribute {
  return string({
    optional: true,
    description: `How long ${verb} may take, such as "90s" or "5m".`,
    validate: [
      (text) =>
        parseDuration(text) === undefined ? 'must be a duration such as "90s" or "5m"' : undefined,
    ],
  })
}

const timeoutsAttribute: Attribute = object(
  Object.fromEntries(verbs.map((verb) => [verb, timeoutOption(verb)])),
  { optional: true, description: 'How long the provider may take over each operation.' },
)
