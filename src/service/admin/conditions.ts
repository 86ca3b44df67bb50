/** Conditional requests (RFC 9110 §13): what a change was made conditional on, and whether it holds. */
import { isDeepStrictEqual } from 'node:util'
import type { IncomingHttpHeaders } from 'node:http'
import { Refusal } from '../../core/index.js'
import type { Managed } from '../store/records.js'

export interface Condition {
  /** If-None-Match: * */
  readonly mustBeAbsent: boolean
  /** If-Match: a list of versions, or `any` for `*`. */
  readonly ifMatch: readonly number[] | 'any' | undefined
  /** Idempotency-Key: a repeated create carries the key of the first. */
  readonly creationKey: string | null
}

const invalidHeader = (name: string, allowed: string): Refusal =>
  new Refusal({
    code: 'invalid-input',
    owner: 'caller',
    detail: `header ${name} must be ${allowed}`,
    remedy: 'Correct the header and send the request again; nothing was changed.',
    path: name,
  })

function parseIfMatch(header: string | undefined): Condition['ifMatch'] {
  if (header === undefined) return undefined
  if (header.trim() === '*') return 'any'
  const tags = header.split(',').map((tag) => tag.trim())
  if (!tags.every((tag) => /^(W\/)?"[^"]*"$/.test(tag))) {
    throw invalidHeader('If-Match', 'an ETag as the service gave it, such as "3", or *')
  }
  // §13.1.1 compares strongly: a weak tag matches nothing. Nor does a tag we never gave.
  return tags.flatMap((tag) => (/^"\d{1,15}"$/.test(tag) ? [Number(tag.slice(1, -1))] : []))
}

function parseCreationKey(header: string | string[] | undefined): string | null {
  if (header === undefined) return null
  if (typeof header === 'string' && /^[\x21-\x7e]{1,255}$/.test(header)) return header
  throw invalidHeader('Idempotency-Key', '1 to 255 printable ASCII characters')
}

/** @throws Refusal `invalid-input` */
export function parseCondition(headers: IncomingHttpHeaders): Condition {
  const absent = headers['if-none-match']
  if (absent !== undefined && absent.trim() !== '*') {
    throw invalidHeader('If-None-Match', '* (create only if there is none)')
  }
  return {
    mustBeAbsent: absent !== undefined,
    ifMatch: parseIfMatch(headers['if-match']),
    creationKey: parseCreationKey(headers['idempotency-key']),
  }
}

const conflict = (object: string, expected: string, found: string): Refusal =>
  new Refusal({
    code: 'version-conflict',
    owner: 'caller',
    detail: `${object}: the change was made for version ${expected}, but ${found}`,
    remedy: 'Read it again and make the change to what is there now; nothing was changed.',
  })

const alreadyExists = (object: string): Refusal =>
  new Refusal({
    code: 'already-exists',
    owner: 'caller',
    detail: `${object} exists already`,
    remedy:
      'Choose another name, or take over the existing one (terraform import); nothing was changed.',
  })

/** @throws Refusal `version-conflict` */
export function checkVersion(
  object: string,
  existing: Managed | undefined,
  { ifMatch }: Condition,
): void {
  if (ifMatch === undefined) return
  const expected = ifMatch === 'any' ? 'any' : ifMatch.join(' or ') || 'unknown'
  if (!existing) throw conflict(object, expected, 'there is none')
  if (ifMatch === 'any' || ifMatch.includes(existing.version)) return
  throw conflict(object, expected, `it is at version ${existing.version}`)
}

/** What a PUT comes to. `repeat`: the very create that made the object, sent again because its answer was lost. */
export type Plan = 'create' | 'repeat' | 'keep' | 'replace'

const isRepeat = (existing: Managed, same: boolean, { creationKey }: Condition): boolean =>
  same && existing.version === 1 && creationKey !== null && existing.creationKey === creationKey

/** @throws Refusal `already-exists` or `version-conflict` */
export function planPut<I>(
  object: string,
  existing: (Managed & { readonly input: I }) | undefined,
  input: I,
  condition: Condition,
): Plan {
  checkVersion(object, existing, condition)
  if (!existing) return 'create'
  const same = isDeepStrictEqual(existing.input, input)
  if (condition.mustBeAbsent) {
    if (isRepeat(existing, same, condition)) return 'repeat'
    throw alreadyExists(object)
  }
  return same ? 'keep' : 'replace'
}

/** The managed part of a new object. */
export const firstVersion = (now: Date, { creationKey }: Condition): Managed => ({
  version: 1,
  createdAt: now,
  updatedAt: now,
  creationKey,
})

/** The managed part after a change. */
export const nextVersion = (existing: Managed, now: Date): Managed => ({
  version: existing.version + 1,
  createdAt: existing.createdAt,
  updatedAt: now,
  creationKey: existing.creationKey,
})
