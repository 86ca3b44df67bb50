/** Configuration as Terraform's JSON syntax: what CDKTF synthesizes, or a hand-written `.tf.json`. */
import { resolved, type Lookup } from './expressions.js'
import { nounOf, type Noun, type Nouns, type Place } from './noun.js'
import { isRawObject, Unknown, type Raw, type RawObject } from './unknown.js'

/** Names come from the file: `constructor` is one of them only if it says so. */
const own = (raw: RawObject, name: string): Raw | undefined =>
  Object.hasOwn(raw, name) ? raw[name] : undefined

const objectIn = (raw: Raw | undefined, name: string): RawObject => {
  const value = isRawObject(raw) ? own(raw, name) : undefined
  // Terraform's JSON lets a block stand alone or in a list.
  const first = Array.isArray(value) ? (value[0] as Raw) : value
  return isRawObject(first) ? first : {}
}

/** `{ mortise_group: { engineers: {…} } }`, flat. */
const blocksOf = (document: RawObject) =>
  Object.entries(objectIn(document, 'resource')).flatMap(([type, named]) =>
    isRawObject(named)
      ? Object.entries(named).flatMap(([name, body]) => {
          const block = Array.isArray(body) ? (body[0] as Raw) : body
          return isRawObject(block) ? [{ type, name, block }] : []
        })
      : [],
  )

/** Where more than one comes of a block, or none, only Terraform knows how many and with what in them. */
const repeats = (block: RawObject): boolean => 'for_each' in block || 'count' in block

/**
 * @param variables - as `-var` would give them; the rest have their defaults, or are not known
 */
function lookupOver(document: RawObject, variables: ReadonlyMap<string, string>): Lookup {
  const declared = objectIn(document, 'variable')
  const locals = objectIn(document, 'locals')
  const blocks = new Map(
    blocksOf(document).map((each) => [`${each.type}.${each.name}`, each.block]),
  )
  const asked = new Set<string>()
  const raw = (reference: string): Raw | undefined => {
    const [type = '', name = '', attribute, ...deeper] = reference.split('.')
    if (type === 'var') return variables.get(name) ?? objectIn(declared, name)['default']
    if (type === 'local') return attribute === undefined ? own(locals, name) : undefined
    const block = blocks.get(`${type}.${name}`)
    if (attribute === undefined || deeper.length > 0 || block === undefined) return undefined
    return repeats(block) ? undefined : own(block, attribute)
  }
  const lookup: Lookup = (reference) => {
    const found = asked.has(reference) ? undefined : raw(reference)
    if (found === undefined || found === null) return undefined
    asked.add(reference)
    try {
      // A variable's value is a value, not a template.
      return reference.startsWith('var.') ? found : resolved(found, lookup)
    } finally {
      asked.delete(reference)
    }
  }
  return lookup
}

function placeOf(type: string, name: string, block: RawObject): Place {
  const { path } = objectIn(objectIn(block, '//'), 'metadata')
  return {
    address: `${type}.${name}`,
    ...(typeof path === 'string' ? { construct: path } : {}),
  }
}

/** Of a repeated block nothing is known but that it is there. */
const blurred = (block: RawObject): RawObject =>
  Object.fromEntries(Object.keys(block).map((name) => [name, new Unknown()]))

export function nounsOfSynth(
  origin: string,
  document: RawObject,
  variables: ReadonlyMap<string, string>,
): Nouns {
  const lookup = lookupOver(document, variables)
  const nouns = blocksOf(document).flatMap(({ type, name, block }): readonly Noun[] => {
    const { '//': _, ...attributes } = block
    const values = repeats(block) ? blurred(attributes) : resolved(attributes, lookup)
    const noun = nounOf(type, placeOf(type, name, block), values as RawObject)
    return noun ? [noun] : []
  })
  const provider = objectIn(objectIn(document, 'provider'), 'mortise')
  return { origin, notes: [], serviceUrl: resolved(provider['service_url'] ?? null, lookup), nouns }
}
