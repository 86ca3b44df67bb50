/** What a service wants to know of a User in one look, and what a store keeps in columns of their own. */
import { foldCase } from '../filter/comparable.js'
import { isList, isObject, type Json, type JsonObject } from '../json.js'
import { isPrimary } from './values.js'

const text = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

const part = (value: Json | undefined, name: string): string | undefined =>
  isObject(value) ? text(value[name]) : undefined

const valuesOf = (list: Json | undefined): readonly string[] =>
  (isList(list) ? list : [])
    .map((element) => part(element, 'value'))
    .filter((one) => one !== undefined)

/** Q08a: the primary one, else the first. */
export function primaryValue(list: Json | undefined): string | undefined {
  if (!isList(list)) return undefined
  return part(list.find(isPrimary), 'value') ?? valuesOf(list)[0]
}

export interface Person {
  readonly userName: string
  readonly externalId: string | undefined
  /** RFC 7643 §4.1.1: absent is for us to say; a person provisioned is meant to work. */
  readonly active: boolean
  readonly email: string | undefined
  readonly givenName: string | undefined
  readonly familyName: string | undefined
  /** What was said, else the formatted name, else the parts of it. */
  readonly displayName: string | undefined
}

export function personOf(user: JsonObject): Person {
  const name = user['name']
  const givenName = part(name, 'givenName')
  const familyName = part(name, 'familyName')
  const joined = [givenName, familyName].filter((one) => one !== undefined).join(' ')
  const displayName = text(user['displayName']) ?? part(name, 'formatted') ?? text(joined)
  return {
    userName: text(user['userName']) ?? '',
    externalId: text(user['externalId']),
    active: user['active'] !== false,
    email: primaryValue(user['emails']),
    givenName,
    familyName,
    displayName,
  }
}

/** Comparable, as a predicate's values are: what to store in the indexed columns. */
export interface IndexedValues {
  readonly userName: string | undefined
  readonly externalId: string | undefined
  readonly displayName: string | undefined
  readonly active: boolean | undefined
  readonly emails: readonly string[]
}

export function indexedValuesOf(resource: JsonObject): IndexedValues {
  const folded = (name: string): string | undefined => {
    const value = resource[name]
    return typeof value === 'string' ? foldCase(value) : undefined
  }
  const { externalId, active, emails } = resource
  return {
    userName: folded('userName'),
    externalId: typeof externalId === 'string' ? externalId : undefined,
    displayName: folded('displayName'),
    active: typeof active === 'boolean' ? active : undefined,
    emails: [...new Set(valuesOf(emails).map(foldCase))],
  }
}
