/** Which changes cannot be made in place. Pure. */
import type { Attribute, Attributes, Change } from './attribute.js'
import type { Path } from './diagnostics.js'
import { isUnknown } from './unknown.js'
import { areEqual, elementOf, fieldOf, isValues, type Values } from './value.js'

interface Moment {
  readonly config: unknown
  readonly prior: unknown
  readonly planned: unknown
}

export function replacedPaths(attributes: Attributes, moment: Moment, path: Path = []): Path[] {
  return Object.entries(attributes).flatMap(([name, attribute]) =>
    pathsIn(
      attribute,
      momentAt(moment, (value) => fieldOf(value, name)),
      [...path, name],
    ),
  )
}

/** For a resource that cannot update at all: whatever differs, replaces; but for what is only "known after apply". */
export function changedPaths(
  attributes: Attributes,
  config: Values,
  prior: Values,
  planned: Values,
): Path[] {
  return Object.entries(attributes)
    .filter(([name]) => !(isUnknown(planned[name]) && fieldOf(config, name) === null))
    .filter(([name, { type }]) => !areEqual(type, fieldOf(prior, name), fieldOf(planned, name)))
    .map(([name]) => [name])
}

function pathsIn(attribute: Attribute, moment: Moment, path: Path): Path[] {
  if (areEqual(attribute.type, moment.prior, moment.planned)) return []
  if (demandsReplacement(attribute, moment)) return [path]
  return pathsInside(attribute, moment, path)
}

function demandsReplacement({ options }: Attribute, { config, prior, planned }: Moment): boolean {
  const demand = options.requiresReplace
  if (demand === undefined || demand === false) return false
  // A computed value that is merely "known after apply" is no reason to destroy something.
  if (config === null && isUnknown(planned)) return false
  if (demand === true) return true
  if (isUnknown(planned)) return true
  return demand({ prior, planned } as Change<never>)
}

/** Only elements that exist before and after have changed; a set's elements have no identity, so the schema check keeps flags out of them. */
function pathsInside({ type }: Attribute, moment: Moment, path: Path): Path[] {
  const { prior, planned } = moment
  if (type.kind === 'object' && isValues(prior) && isValues(planned))
    return replacedPaths(type.attributes, moment, path)
  if (type.kind === 'map' && isValues(prior) && isValues(planned))
    return Object.keys(planned)
      .filter((key) => Object.hasOwn(prior, key))
      .flatMap((key) =>
        pathsIn(
          type.element,
          momentAt(moment, (v) => fieldOf(v, key)),
          [...path, key],
        ),
      )
  if (type.kind === 'list' && Array.isArray(prior) && Array.isArray(planned))
    return planned.slice(0, prior.length).flatMap((_, i) =>
      pathsIn(
        type.element,
        momentAt(moment, (v) => elementOf(v, i)),
        [...path, i],
      ),
    )
  return []
}

function momentAt({ config, prior, planned }: Moment, pick: (value: unknown) => unknown): Moment {
  return { config: pick(config), prior: pick(prior), planned: pick(planned) }
}
