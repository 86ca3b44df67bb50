/**
 * The plan: what configuration and prior state lead to, as far as it can be known before anything is done.
 * Pure. Whether Terraform may accept the outcome is consistency.ts's question.
 */
import type { Attribute, Attributes } from './attribute.js'
import { UNKNOWN, isUnknown } from './unknown.js'
import {
  areEqual,
  elementOf,
  fieldOf,
  haveSameMeaning,
  isComputed,
  isValues,
  mapEntries,
  mapFields,
  type Values,
} from './value.js'

/** Nothing to do returns the prior state itself, so that no spelling, order or default can make a diff of its own. */
export function planChange(attributes: Attributes, config: Values, prior: Values | null): Values {
  const settled = mapFields(attributes, (attribute, name) =>
    settle(attribute, fieldOf(config, name), fieldOf(prior, name)),
  )
  if (prior !== null && areEqual({ kind: 'object', attributes }, settled, prior)) return prior
  return mapFields(attributes, (attribute, name) =>
    openUp(attribute, fieldOf(config, name), fieldOf(prior, name), settled[name]),
  )
}

/** The configured value, or the default, or what the provider computed before; in the spelling already stored, where that means the same. */
function settle(attribute: Attribute, config: unknown, prior: unknown): unknown {
  const { options } = attribute
  if (options.writeOnly === true) return null
  if (config === null) {
    if (options.default !== undefined) return options.default
    return isComputed(attribute) ? prior : null
  }
  if (isUnknown(config)) return UNKNOWN
  if (prior !== null && haveSameMeaning(attribute, config, prior)) return prior
  return settleInside(attribute, config, prior)
}

function settleInside({ type }: Attribute, config: unknown, prior: unknown): unknown {
  if (type.kind === 'object')
    return mapFields(type.attributes, (attribute, name) =>
      settle(attribute, fieldOf(config, name), fieldOf(prior, name)),
    )
  if (type.kind === 'map' && isValues(config))
    return mapEntries(config, (value, key) => settle(type.element, value, fieldOf(prior, key)))
  if (type.kind === 'list' && Array.isArray(config))
    return config.map((value: unknown, i) => settle(type.element, value, elementOf(prior, i)))
  if (type.kind === 'set' && Array.isArray(config))
    return config.map((value: unknown) =>
      settle(type.element, value, matchIn(type.element, value, prior)),
    )
  return config
}

/** The element of a prior set that this configured element would become: a set has no indexes to go by. */
function matchIn(element: Attribute, config: unknown, prior: unknown): unknown {
  if (!Array.isArray(prior)) return null
  return prior.find((candidate: unknown) => couldBe(element, config, candidate)) ?? null
}

function couldBe(attribute: Attribute, config: unknown, candidate: unknown): boolean {
  const { type } = attribute
  if (config === null && isComputed(attribute)) return true
  if (type.kind !== 'object' || !isValues(config))
    return haveSameMeaning(attribute, config, candidate)
  return Object.entries(type.attributes).every(([name, inner]) =>
    couldBe(inner, fieldOf(config, name), fieldOf(candidate, name)),
  )
}

/** Something changes, so whatever the provider computes may change with it, unless the schema says it never does. */
function openUp(attribute: Attribute, config: unknown, prior: unknown, settled: unknown): unknown {
  const { options } = attribute
  if (options.writeOnly === true) return null
  if (config === null) return mayChange(attribute, prior) ? UNKNOWN : settled
  if (isUnknown(config) || settled === prior) return settled
  return openUpInside(attribute, config, prior, settled)
}

function mayChange({ options }: Attribute, prior: unknown): boolean {
  if (options.computed !== true || options.default !== undefined) return false
  return !(options.useStateForUnknown === true && prior !== null)
}

function openUpInside(
  { type }: Attribute,
  config: unknown,
  prior: unknown,
  settled: unknown,
): unknown {
  if (type.kind === 'object')
    return mapFields(type.attributes, (attribute, name) =>
      openUp(attribute, fieldOf(config, name), fieldOf(prior, name), fieldOf(settled, name)),
    )
  if (type.kind === 'map' && isValues(settled))
    return mapEntries(settled, (value, key) =>
      openUp(type.element, fieldOf(config, key), fieldOf(prior, key), value),
    )
  if (!Array.isArray(settled) || (type.kind !== 'list' && type.kind !== 'set')) return settled
  // settle() kept the configuration's order, so its index is ours; a set's prior element must be found again.
  return settled.map((value: unknown, i) => {
    const configured = elementOf(config, i)
    const before =
      type.kind === 'set' ? matchIn(type.element, configured, prior) : elementOf(prior, i)
    return openUp(type.element, configured, before, value)
  })
}
