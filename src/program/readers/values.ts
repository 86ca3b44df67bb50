/** Values as plan and state JSON have them: what is unknown and what is sensitive stand in trees of their own beside them. */
import { asValue, open, Sealed, type Entries, type Value } from '../value.js'
import { isObject, listIn, objectIn, type Json } from './json.js'

export interface Told {
  readonly value: unknown
  /** `true` where it is known after apply; a tree of the same shape otherwise. */
  readonly unknown?: unknown
  /** `true` where it is sensitive. */
  readonly sensitive?: unknown
  /** What the configuration's expression refers to, absolute; the nearest one above counts for all below. */
  readonly references?: (path: readonly (string | number)[]) => readonly string[]
}

/** Reads one attribute, and names what is unknown after where it stands. */
export function assembled(told: Told, address: string, path: readonly (string | number)[]): Value {
  const { value, unknown, sensitive, references } = told
  if (sensitive === true)
    return new Sealed(
      assembled({ ...told, sensitive: false }, address, path),
      references?.(path) ?? [],
    )
  if (unknown === true)
    return open({
      expression: `after apply: ${address}.${path.join('.')}`,
      references: references?.(path) ?? [],
      afterApply: true,
    })
  if (Array.isArray(value) || Array.isArray(unknown)) return listOf(told, address, path)
  return isObject(value) || isObject(unknown) ? entriesOf(told, address, path) : asValue(value)
}

const at = (tree: unknown, step: string | number): unknown => {
  if (tree === true) return true
  if (Array.isArray(tree)) return (tree as readonly unknown[])[Number(step)]
  return isObject(tree) ? tree[step] : undefined
}

const below = (told: Told, step: string | number): Told => ({
  value: at(told.value, step),
  unknown: at(told.unknown, step),
  sensitive: at(told.sensitive, step),
  ...(told.references ? { references: told.references } : {}),
})

function listOf(told: Told, address: string, path: readonly (string | number)[]): readonly Value[] {
  const lengths = [told.value, told.unknown].map((tree) => (Array.isArray(tree) ? tree.length : 0))
  return Array.from({ length: Math.max(...lengths) }, (_, index) =>
    assembled(below(told, index), address, [...path, index]),
  )
}

export function entriesOf(
  told: Told,
  address: string,
  path: readonly (string | number)[] = [],
): Entries {
  const names = new Set([
    ...Object.keys(objectIn(told.value)),
    ...Object.keys(objectIn(told.unknown)),
  ])
  return Object.fromEntries(
    [...names].map((name) => [name, assembled(below(told, name), address, [...path, name])]),
  )
}

export interface ListedResource {
  readonly resource: Json
  readonly jsonPath: readonly (string | number)[]
}

/** The resources of a module and of those below it, each with its place. */
export function resourcesOf(
  module: Json,
  jsonPath: readonly (string | number)[],
): readonly ListedResource[] {
  const own = listIn(module['resources']).map((resource, index) => ({
    resource: objectIn(resource),
    jsonPath: [...jsonPath, 'resources', index],
  }))
  const children = listIn(module['child_modules']).flatMap((child, index) =>
    resourcesOf(objectIn(child), [...jsonPath, 'child_modules', index]),
  )
  return [...own, ...children]
}
