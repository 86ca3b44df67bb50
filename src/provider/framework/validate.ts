/** What a person wrote, against the schema's own validators. The unknown is never a mistake: it will be checked when it is known. */
import type { Attribute, Attributes } from './attribute.js'
import { error, warning, type Diagnostic, type Path } from './diagnostics.js'
import { fieldsIn } from './fields.js'
import { snakeCase } from './names.js'
import { isUnknown, isWhollyKnown } from './unknown.js'
import { fieldOf, isValues, type Values } from './value.js'

export interface Setting {
  /** False for a Terraform before 1.11, which would store a write-only value. */
  readonly writeOnlyAllowed: boolean
}

export function checkConfig(
  attributes: Attributes,
  config: Values,
  setting: Setting,
  path: Path = [],
): Diagnostic[] {
  return fieldsIn(attributes).flatMap(({ name, attribute }) => {
    const value = fieldOf(config, name)
    return value === null ? [] : checkAttribute(attribute, value, setting, [...path, name])
  })
}

function checkAttribute(
  attribute: Attribute,
  value: unknown,
  setting: Setting,
  path: Path,
): Diagnostic[] {
  const { options } = attribute
  const name = snakeCase(String(path.at(-1)))
  return [
    ...(options.writeOnly === true && !setting.writeOnlyAllowed ? [tooOld(name, path)] : []),
    ...(options.deprecated === undefined
      ? []
      : [warning(`${name} is deprecated`, options.deprecated, path)]),
    ...checkValue(attribute, value, setting, path),
  ]
}

/** Attributes and elements alike. */
function checkValue(
  attribute: Attribute,
  value: unknown,
  setting: Setting,
  path: Path,
): Diagnostic[] {
  if (value === null || isUnknown(value)) return []
  const inside = checkInside(attribute, value, setting, path)
  // A validator sees whole values only; and one fault per value is enough.
  if (inside.some(({ severity }) => severity === 'error') || !isWhollyKnown(value)) return inside
  return [...inside, ...complaints(attribute, value).map((what) => invalid(path, what))]
}

function checkInside(
  { type }: Attribute,
  value: unknown,
  setting: Setting,
  path: Path,
): Diagnostic[] {
  if (type.kind === 'object' && isValues(value))
    return checkConfig(type.attributes, value, setting, path)
  if (type.kind === 'map' && isValues(value))
    return Object.entries(value).flatMap(([key, each]) =>
      checkValue(type.element, each, setting, [...path, key]),
    )
  if (type.kind === 'list' && Array.isArray(value))
    return value.flatMap((each, index) => checkValue(type.element, each, setting, [...path, index]))
  if (type.kind === 'set' && Array.isArray(value))
    return value.flatMap((each) =>
      checkValue(type.element, each, setting, path).map((found) => ({ ...found, path })),
    )
  return []
}

function complaints({ type, options }: Attribute, value: unknown): string[] {
  if (type.kind === 'int64' && !Number.isSafeInteger(value))
    return ['must be a whole number between -9007199254740991 and 9007199254740991']
  return (options.validate ?? []).flatMap((validator) => {
    try {
      return (validator as (value: unknown) => string | undefined)(value) ?? []
    } catch (thrown) {
      return thrown instanceof Error ? thrown.message : String(thrown)
    }
  })
}

function invalid(path: Path, what: string): Diagnostic {
  const names = path.filter((step) => typeof step === 'string')
  const name = snakeCase(names.at(-1) ?? '')
  return error(`Invalid ${name}`, `${name} ${what}`.replace(/([^.])$/, '$1.'), path)
}

function tooOld(name: string, path: Path): Diagnostic {
  return error(
    `${name} needs Terraform 1.11`,
    `${name} is write-only: it is sent to the provider and never stored. This Terraform is older than 1.11 and would store it. Upgrade Terraform, or leave ${name} out.`,
    path,
  )
}
