/** A request's body for the log: how it was said, not about whom. What is not known to be harmless is cut out. */
import { isList, isObject, urns, type Json, type JsonObject } from '../../scim/index.js'
import { withoutValues } from './logged-path.js'

const cut = '…'
const most = { parsed: 262_144, kept: 4_000, names: 40, elements: 3, depth: 8 }

const knownUrns: ReadonlySet<string> = new Set(Object.values(urns).map((urn) => urn.toLowerCase()))

/** RFC 7643 §4.1.2, §8.7.1: the labels schemas suggest. */
const labels = new Set(
  'work home other mobile fax pager photo thumbnail aim gtalk icq xmpp msn skype qq yahoo user group direct'.split(
    ' ',
  ),
)

// What a path or a name of ours can be made of; nothing that an address, a name or a number of somebody needs.
const nameLike = /^[\w$.:,()[\]/ "…-]{0,200}$/

const named = (text: string): string => {
  const without = withoutValues(text)
  return nameLike.test(without) ? without : cut
}

type Keeps = (text: string) => string

const oneOf =
  (known: ReadonlySet<string>): Keeps =>
  (text) =>
    known.has(text.toLowerCase()) ? text : cut

const operations = new Set(['add', 'replace', 'remove'])
const methods = new Set(['post', 'put', 'patch', 'delete'])

/** By the name that holds it. */
const keeping: Readonly<Record<string, Keeps>> = {
  op: oneOf(operations),
  method: oneOf(methods),
  schemas: oneOf(knownUrns),
  type: oneOf(labels),
  path: named,
  filter: named,
  sortby: named,
  sortorder: named,
  attributes: named,
  excludedattributes: named,
}

const booleans = /^(?:true|false)?$/i

function keptText(name: string, text: string): string {
  if (booleans.test(text)) return text
  return keeping[name.toLowerCase()]?.(text) ?? cut
}

function keptObject(object: JsonObject, depth: number): JsonObject {
  const entries = Object.entries(object)
  const shown = entries
    .slice(0, most.names)
    .map(([name, value]) => [named(name), kept(name, value, depth + 1)] as const)
  const more = entries.length - shown.length
  return Object.fromEntries(more > 0 ? [...shown, [cut, `${more} more`]] : shown)
}

function kept(name: string, json: Json, depth: number): Json {
  if (typeof json === 'boolean' || json === null) return json
  if (typeof json === 'string') return keptText(name, json)
  if (typeof json === 'number' || depth > most.depth) return cut
  if (isObject(json)) return keptObject(json, depth)
  if (!isList(json)) return cut
  const shown = json.slice(0, most.elements).map((element) => kept(name, element, depth + 1))
  return json.length > shown.length
    ? [...shown, `${cut} ${json.length - shown.length} more`]
    : shown
}

function parsed(body: string): Json | undefined {
  try {
    return JSON.parse(body) as Json
  } catch {
    return undefined
  }
}

/**
 * @param json - what the body was parsed to, where it has been
 * @returns null where nothing was sent
 */
export function loggedBody(body: unknown, json?: Json): Json {
  if (typeof body !== 'string' || body === '') return null
  if (body.length > most.parsed) return `${cut} ${body.length} characters`
  return shapeOf(body, json ?? parsed(body))
}

function shapeOf(body: string, json: Json | undefined): Json {
  if (json === undefined) return `${cut} not JSON, ${body.length} characters`
  const shown = kept('', json, 0)
  return JSON.stringify(shown).length > most.kept ? `${cut} ${body.length} characters` : shown
}
