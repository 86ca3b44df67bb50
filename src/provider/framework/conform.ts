/** Does what a verb returned fit its schema at all? A misfit is the provider's mistake, told by attribute, before Terraform can stumble over it. */
import type { Attribute, Attributes, Type } from './attribute.js'
import { providerMistake, renderPath, type Diagnostic, type Path } from './diagnostics.js'
import { UNKNOWN, isUnknown } from './unknown.js'
import { isComputed, isValues, mapEntries, mapFields, type Values } from './value.js'

export interface Conformed {
  readonly values: Values
  readonly mistakes: readonly Diagnostic[]
}

export interface Expectation {
  /** Who returned it: "create". */
  readonly by: string
  /** plan: unknown is fine. state: everything is known and complete. partial: what is missing is null. */
  readonly as: 'plan' | 'state' | 'partial'
}

/** The same values with what may be left out filled in; anything that cannot be sent is null, and told. */
export function conform(
  attributes: Attributes,
  returned: unknown,
  expected: Expectation,
): Conformed {
  const mistakes: Diagnostic[] = []
  const fitting = new Fitting(expected, (what, path) => mistakes.push(providerMistake(what, path)))
  if (isValues(returned)) return { values: fitting.fields(attributes, returned, []), mistakes }
  const what = `${expected.by} must return an object with the resource's attributes, but returned ${nameOf(returned)}.`
  const values = mapFields(attributes, () => null)
  return { values, mistakes: [providerMistake(what)] }
}

class Fitting {
  constructor(
    private readonly expected: Expectation,
    private readonly report: (what: string, path: Path) => void,
  ) {}

  fields(attributes: Attributes, returned: Values, path: Path): Values {
    return mapFields(attributes, (attribute, name) =>
      this.attribute(attribute, Object.hasOwn(returned, name) ? returned[name] : undefined, [
        ...path,
        name,
      ]),
    )
  }

  private attribute(attribute: Attribute, value: unknown, path: Path): unknown {
    if (attribute.options.writeOnly === true) return this.writeOnly(value, path)
    if (value === undefined) return this.missing(path)
    if (value === null) return this.absent(attribute, path)
    return this.value(attribute.type, value, path)
  }

  private writeOnly(value: unknown, path: Path): null {
    if (value !== undefined && value !== null)
      this.report(
        `${this.by} returned a value for ${renderPath(path)}, which is write-only and must never be stored: return null, or leave it out.`,
        path,
      )
    return null
  }

  private missing(path: Path): null {
    if (this.expected.as !== 'partial')
      this.report(
        `${this.by} returned nothing for ${renderPath(path)}: every attribute must be there, and an absent value is null.`,
        path,
      )
    return null
  }

  private absent(attribute: Attribute, path: Path): null {
    const { required, nullable } = attribute.options
    if (this.expected.as !== 'state') return null
    if (required === true)
      this.report(`${this.by} returned null for ${renderPath(path)}, which is required.`, path)
    else if (isComputed(attribute) && nullable !== true)
      this.report(
        `${this.by} returned null for ${renderPath(path)}, which is computed: it needs a value, or its schema needs nullable: true.`,
        path,
      )
    return null
  }

  private value(type: Type, value: unknown, path: Path): unknown {
    if (isUnknown(value)) return this.unknown(path)
    if (type.kind === 'object' && isValues(value)) return this.fields(type.attributes, value, path)
    if (type.kind === 'map' && isValues(value))
      return mapEntries(value, (each, key) => this.element(type.element, each, [...path, key]))
    if ((type.kind === 'list' || type.kind === 'set') && Array.isArray(value))
      return value.map((each: unknown, i) =>
        this.element(type.element, each, type.kind === 'set' ? path : [...path, i]),
      )
    if (isScalarOf(type.kind, value)) return value
    this.report(
      `${this.by} returned ${nameOf(value)} for ${renderPath(path)}, which must be ${article(type.kind)}.`,
      path,
    )
    return null
  }

  private element({ type }: Attribute, value: unknown, path: Path): unknown {
    if (value === undefined) return this.missing(path)
    return value === null ? null : this.value(type, value, path)
  }

  private unknown(path: Path): unknown {
    if (this.expected.as === 'plan') return UNKNOWN
    this.report(
      `${renderPath(path)} is still unknown after ${this.by}: by then every value must be known.`,
      path,
    )
    return null
  }

  private get by(): string {
    return this.expected.by
  }
}

const scalars: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  bool: (value) => typeof value === 'boolean',
  int64: (value) => Number.isSafeInteger(value),
  number: (value) => typeof value === 'bigint' || Number.isFinite(value),
}

export function isScalarOf(kind: Type['kind'], value: unknown): boolean {
  return scalars[kind]?.(value) ?? false
}

/** A value's kind, not its content: it may be a secret. */
function nameOf(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    return Number.isFinite(value) ? 'a fraction or too large a number' : String(value)
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function article(kind: Type['kind']): string {
  const noun = kind === 'int64' ? 'whole number' : kind
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`
}
