/**
 * Terraform's own rules about plans and states, checked before Terraform sees them. It enforces the same, but blames
 * "the provider" in general terms; here the verb and the attribute are named.
 */
import type { Attribute, Attributes, Type } from './attribute.js'
import { providerMistake, renderPath, type Diagnostic, type Path } from './diagnostics.js'
import { isUnknown, isWhollyKnown } from './unknown.js'
import { areEqual, elementOf, fieldOf, isComputed, isValues, type Values } from './value.js'

/** A plan may differ from the configuration only by what the configuration leaves to the provider, or by keeping a prior value. */
export function checkPlan(
  attributes: Attributes,
  { config, prior, planned }: { config: Values; prior: Values | null; planned: Values },
): Diagnostic[] {
  return fields(attributes, [], (attribute, name, path) =>
    checkPlanned(
      attribute,
      [fieldOf(config, name), fieldOf(prior, name), fieldOf(planned, name)],
      path,
    ),
  )
}

/** What apply returns must be what was planned, with the unknowns filled in. */
export function checkApplied(
  attributes: Attributes,
  planned: Values,
  state: Values,
  by: string,
): Diagnostic[] {
  return fields(attributes, [], (attribute, name, path) =>
    checkKept(attribute, fieldOf(planned, name), fieldOf(state, name), { path, by }),
  )
}

type Triple = readonly [config: unknown, prior: unknown, planned: unknown]

function checkPlanned(attribute: Attribute, triple: Triple, path: Path): Diagnostic[] {
  const [config, prior, planned] = triple
  const { type, options } = attribute
  if (options.writeOnly === true || areEqual(type, planned, config)) return []
  if (config === null) {
    if (isComputed(attribute)) return []
    return [
      mistake(
        path,
        `modifyPlan planned ${show(attribute, planned)} for ${renderPath(path)}, which the configuration leaves out and which is not computed`,
      ),
    ]
  }
  if (prior !== null && areEqual(type, planned, prior)) return []
  const inside = checkPlannedInside(type, triple, path)
  if (inside !== undefined) return inside
  return [
    mistake(
      path,
      `modifyPlan planned ${show(attribute, planned)} for ${renderPath(path)}, but the configuration says ${show(attribute, config)}`,
    ),
  ]
}

/** Undefined when there is nothing inside that may differ. */
function checkPlannedInside(type: Type, triple: Triple, path: Path): Diagnostic[] | undefined {
  const [config, , planned] = triple
  if (type.kind === 'object' && isValues(config) && isValues(planned))
    return fields(type.attributes, path, (attribute, name, inner) =>
      checkPlanned(
        attribute,
        pick(triple, (value) => fieldOf(value, name)),
        inner,
      ),
    )
  if (type.kind === 'map' && isValues(config) && isValues(planned) && sameKeys(config, planned))
    return Object.keys(config).flatMap((key) =>
      checkPlanned(
        type.element,
        pick(triple, (value) => fieldOf(value, key)),
        [...path, key],
      ),
    )
  if (!Array.isArray(config) || !Array.isArray(planned) || config.length !== planned.length)
    return undefined
  if (type.kind === 'list')
    return config.flatMap((_, i) =>
      checkPlanned(
        type.element,
        pick(triple, (value) => elementOf(value, i)),
        [...path, i],
      ),
    )
  // Elements of a set cannot be paired with certainty once the provider has filled some in; neither does Terraform try.
  return type.kind === 'set' && type.element.type.kind === 'object' ? [] : undefined
}

interface Applied {
  readonly path: Path
  readonly by: string
}

function checkKept(
  attribute: Attribute,
  planned: unknown,
  state: unknown,
  at: Applied,
): Diagnostic[] {
  const { type } = attribute
  if (isUnknown(planned) || areEqual(type, planned, state)) return []
  if (state !== null && !isWhollyKnown(planned)) {
    const inside = checkKeptInside(type, planned, state, at)
    if (inside !== undefined) return inside
  }
  const empty =
    planned === null && isEmpty(state)
      ? ' Absent and empty are two different values: keep what was planned.'
      : ''
  const what = `${at.by} returned ${show(attribute, state)} for ${renderPath(at.path)}, but ${show(attribute, planned)} was planned`
  return [mistake(at.path, what, empty)]
}

function checkKeptInside(
  type: Type,
  planned: unknown,
  state: unknown,
  at: Applied,
): Diagnostic[] | undefined {
  const { path, by } = at
  if (type.kind === 'object' && isValues(state))
    return fields(type.attributes, path, (attribute, name, inner) =>
      checkKept(attribute, fieldOf(planned, name), fieldOf(state, name), { path: inner, by }),
    )
  if (type.kind === 'map' && isValues(planned) && isValues(state) && sameKeys(planned, state))
    return Object.keys(planned).flatMap((key) =>
      checkKept(type.element, planned[key], state[key], { path: [...path, key], by }),
    )
  if (type.kind === 'set') return []
  if (
    type.kind !== 'list' ||
    !Array.isArray(planned) ||
    !Array.isArray(state) ||
    planned.length !== state.length
  )
    return undefined
  return planned.flatMap((value: unknown, i) =>
    checkKept(type.element, value, elementOf(state, i), { path: [...path, i], by }),
  )
}

function fields(
  attributes: Attributes,
  path: Path,
  check: (attribute: Attribute, name: string, path: Path) => Diagnostic[],
): Diagnostic[] {
  return Object.entries(attributes).flatMap(([name, attribute]) =>
    check(attribute, name, [...path, name]),
  )
}

function pick([config, prior, planned]: Triple, choose: (value: unknown) => unknown): Triple {
  return [choose(config), choose(prior), choose(planned)]
}

function sameKeys(a: Values, b: Values): boolean {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key))
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

function mistake(path: Path, what: string, more = ''): Diagnostic {
  return providerMistake(`${what}.${more}`, path)
}

/** Short, and never a secret. */
function show({ options, type }: Attribute, value: unknown): string {
  if (value === null) return 'null'
  if (isUnknown(value)) return 'a value known only after apply'
  if (options.sensitive === true || options.writeOnly === true) return '(sensitive value)'
  if (isEmpty(value)) return `an empty ${type.kind}`
  if (typeof value === 'object') return `another ${type.kind}`
  const text = typeof value === 'string' ? JSON.stringify(value) : `${value as number | boolean}`
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
