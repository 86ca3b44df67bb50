/** Reading a noun's values: what is known comes out typed, what is not is named, what is of the wrong kind is refused with its address. */
import { Refusal } from '../../core/index.js'
import {
  expressionOf,
  isEntries,
  isKnown,
  isList,
  Open,
  type Entries,
  type Value,
} from '../../program/index.js'
import type { Noun, Place } from './noun.js'

/** Something that is known only after apply, and what that leaves open. */
export interface OpenQuestion {
  /** `mortise_group.engineers.idp_identifier` */
  readonly address: string
  /** As a sentence: `who is in group "Engineers"`. */
  readonly leaves: string
}

const snakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** An attribute in the spelling of the place: Terraform's for resources, the admin API's for what is live. */
export const addressOf = ({ address }: Place, attribute: string): string =>
  address.includes('/') ? `${address} ${attribute}` : `${address}.${snakeCase(attribute)}`

const malformed = (place: Place, attribute: string, wanted: string): Refusal =>
  new Refusal({
    code: 'config-malformed',
    owner: 'caller',
    detail: `${addressOf(place, attribute)} is not ${wanted}`,
    remedy: 'Let terraform validate read the configuration first.',
    path: addressOf(place, attribute),
  })

/** Absent and null are one: the configuration says nothing. */
const given = ({ values }: Noun, attribute: string): Value => values[attribute] ?? null

/** A text; null when not said, undefined when not known yet. @throws Refusal `config-malformed` */
export function textIn(noun: Noun, attribute: string): string | null | undefined {
  const value = given(noun, attribute)
  if (value === null) return null
  if (value instanceof Open) return undefined
  if (typeof value === 'string') return value
  throw malformed(noun.place, attribute, 'a text')
}

/** As `textIn`. HCL written as JSON may say `"true"`. */
export function booleanIn(noun: Noun, attribute: string): boolean | null | undefined {
  const value = given(noun, attribute)
  if (value === null) return null
  if (value instanceof Open) return undefined
  if (typeof value === 'boolean') return value
  if (value === 'true' || value === 'false') return value === 'true'
  throw malformed(noun.place, attribute, 'true or false')
}

/** As `textIn`, for a list or set whose items may be unknown singly. */
export function listIn(noun: Noun, attribute: string): readonly Value[] | null | undefined {
  const value = given(noun, attribute)
  if (value === null) return null
  if (value instanceof Open) return undefined
  if (isList(value)) return value
  throw malformed(noun.place, attribute, 'a list')
}

/** As `textIn`, for texts; undefined as soon as one is not known. */
export function textsIn(noun: Noun, attribute: string): readonly string[] | null | undefined {
  const list = listIn(noun, attribute)
  if (!list) return list
  if (!list.every(isKnown)) return undefined
  if (list.every((item) => typeof item === 'string')) return list
  throw malformed(noun.place, attribute, 'a list of texts')
}

/** As `textIn`, for an object or map whose values may be unknown singly. */
export function objectIn(noun: Noun, attribute: string): Entries | null | undefined {
  const value = given(noun, attribute)
  if (value === null) return null
  if (value instanceof Open) return undefined
  if (isEntries(value)) return value
  throw malformed(noun.place, attribute, 'an object')
}

/** What two places that name the same thing share: the name, or, where it is not known, the expression it comes from. */
export function keyIn(noun: Noun, attribute: string): string | undefined {
  const value = given(noun, attribute)
  if (typeof value === 'string') return value
  return value instanceof Open ? expressionOf(value) : undefined
}

/** What core refuses is the configuration's fault: said with the address. */
export function refusedAt<T>(place: Place, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!Refusal.is(error)) throw error
    const { finding } = error
    throw new Refusal({
      ...finding,
      detail: `${place.address}: ${finding.detail}`,
      path: finding.path === undefined ? place.address : addressOf(place, finding.path),
    })
  }
}
