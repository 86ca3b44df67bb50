/** Taking over what exists already: imports, state of older versions, state of other resource types. */
import { conform } from './conform.js'
import { error, type Diagnostic } from './diagnostics.js'
import { snakeCase } from './names.js'
import { fullName, type Answer, type At } from './resource-operations.js'
import type { MovedFrom } from './resource.js'
import { attributesOf, millisecondsOf, withTimeouts } from './schema.js'
import type { Values } from './value.js'

export async function importResource(at: At, id: string): Promise<Answer> {
  const { session, resource } = at
  const what = `import ${fullName(at)}`
  const { value, diagnostics } = await session.run(what, millisecondsOf(), () =>
    resource.import === undefined ? undefined : (resource.import({ id }) as Values),
  )
  if (diagnostics.length > 0) return { state: null, diagnostics }
  const parsed = value ?? parseImportId(at, id)
  return 'severity' in parsed
    ? { state: null, diagnostics: [parsed as Diagnostic] }
    : adopted(at, parsed, what, diagnostics)
}

/** "acme/okta" for identifiedBy: ['organization', 'name']. */
function parseImportId(at: At, id: string): Values | Diagnostic {
  const names = at.resource.identifiedBy ?? []
  if (names.length === 0)
    return error(
      `${fullName(at)} cannot be imported`,
      'It has no attributes by which it could be found.',
    )
  const parts = names.length === 1 ? [id] : id.split('/')
  if (parts.length === names.length && parts.every((part) => part !== ''))
    return Object.fromEntries(names.map((name, index) => [name, parts[index]]))
  const form = names.map((name) => snakeCase(name)).join('/')
  return error(
    'Invalid import id',
    `${fullName(at)} is imported by ${form}; what came was ${JSON.stringify(id)}.`,
  )
}

/** `stored` is the state of an older version, as it lies in the file. */
export async function upgradeState(at: At, version: number, stored: Values): Promise<Answer> {
  const { session, resource } = at
  const what = `upgrade the state of ${fullName(at)} from version ${version}`
  const upgrader = resource.upgraders?.[version]
  if (upgrader === undefined) return { state: null, diagnostics: [cannotUpgrade(at, version)] }
  const { value, diagnostics } = await session.run(what, millisecondsOf(), () => upgrader(stored))
  if (value === undefined) return { state: null, diagnostics }
  const { state, ...answer } = adopted(at, value, what, diagnostics)
  // The framework's own attribute is no upgrader's business, and has the same shape in every version.
  return { ...answer, state: state && withTimeouts(resource, state, stored) }
}

function cannotUpgrade(at: At, version: number): Diagnostic {
  const current = at.resource.version ?? 0
  const remedy =
    version > current
      ? 'It was written by a newer version of the provider: use that version, or a later one.'
      : 'This version of the provider cannot read it: upgrade by way of an older version of the provider.'
  return error(
    `State of ${fullName(at)} has version ${version}, this provider knows ${current}`,
    remedy,
  )
}

export async function moveState(at: At, source: MovedFrom): Promise<Answer> {
  const what = `move ${source.typeName} to ${fullName(at)}`
  const { value, diagnostics } = await at.session.run(
    what,
    millisecondsOf(),
    () => at.resource.moved?.(source) ?? null,
  )
  if (value === undefined) return { state: null, diagnostics }
  if (value !== null) return adopted(at, value, what, diagnostics)
  const refusal = `${fullName(at)} cannot take over the state of ${source.typeName} (${source.providerAddress}).`
  return {
    state: null,
    diagnostics: [
      error(
        'Unsupported move',
        `${refusal} Remove the moved block, and import the resource instead.`,
      ),
    ],
  }
}

function adopted(
  { resource }: At,
  partial: unknown,
  by: string,
  diagnostics: readonly Diagnostic[],
): Answer {
  const { values, mistakes } = conform(attributesOf(resource), partial, { by, as: 'partial' })
  return {
    state: withTimeouts(resource, values, values),
    diagnostics: [...diagnostics, ...mistakes],
  }
}
