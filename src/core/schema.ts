/** How every parser of ours reads: zod schema in, typed value or a Refusal naming each faulty field out. */
import * as z from 'zod/mini'
import { Refusal } from './finding.js'

/** Values are not changed once made; parsers' types say so all the way down. */
export type Frozen<T> = T extends readonly (infer E)[]
  ? readonly Frozen<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Frozen<T[K]> }
    : T

/** A path as a reader writes it: `roleRules.0.role`. */
const dotted = (path: readonly PropertyKey[]): string => path.map(String).join('.')

function sentence(issue: z.core.$ZodIssue): string {
  const where = dotted(issue.path)
  if (issue.code === 'unrecognized_keys') {
    return `${issue.keys.map((key) => dotted([...issue.path, key])).join(', ')} is not a known field`
  }
  return where ? `${where}: ${issue.message}` : issue.message
}

/**
 * Parses at the door; behind it the type is believed.
 * @throws Refusal `invalid-input` whose detail names every faulty field and whose path is the first.
 */
export function parseWith<S extends z.ZodMiniType>(schema: S, input: unknown): z.output<S> {
  const result = z.safeParse(schema, input)
  if (result.success) return result.data
  const issues = result.error.issues
  const first = issues[0]
  const firstPath =
    first?.code === 'unrecognized_keys' ? [...first.path, ...first.keys.slice(0, 1)] : first?.path
  throw new Refusal({
    code: 'invalid-input',
    owner: 'caller',
    detail: issues.map(sentence).join('; '),
    remedy: 'Correct the named fields and send the request again; nothing was changed.',
    ...(firstPath?.length ? { path: dotted(firstPath) } : {}),
  })
}

/** RFC 9110 §5.6.7 dates are for headers; bodies carry RFC 3339 in UTC. */
export const Timestamp = z.iso.datetime().check(z.describe('RFC 3339 time in UTC'))

const slugPattern = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/
export const slugRule =
  '1 to 63 characters: lower-case letters, digits and hyphens, beginning with a letter'

/** The name of an organization or connection: chosen by configuration, part of every URL, never changes. */
export const Name = z
  .string()
  .check(
    z.regex(slugPattern, `must be ${slugRule}`),
    z.describe(`The name: ${slugRule}. Never changes.`),
  )

/** True for a name that may stand in a URL. */
export const isName = (value: string): boolean => slugPattern.test(value)

// Control characters would let one log line pose as two, and look-alike names differ invisibly.
const printable = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u

/** Text for people: 1 to 256 characters, no control characters, no surrounding blanks. */
export const Label = z.string().check(
  z.minLength(1, 'must not be empty'),
  z.maxLength(256, 'must have at most 256 characters'),
  z.regex(printable, 'must not contain control or invisible characters'),
  z.refine((text) => text === text.trim(), 'must not begin or end with a blank'),
  // RFC 3986 §5.2.4: as a step of a path they mean "here" and "above", escaped or not, and would reach another object.
  z.refine((text) => !/^\.{1,2}$/.test(text), 'must not be "." or "..", which no URL can name'),
)

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/** https anywhere; plain http only on loopback, where nobody listens in between. */
export function isSecureUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  if (url.username || url.password) return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && loopback.has(url.hostname))
}

/** An absolute URL we would send people or requests to. */
export const SecureUrl = z
  .string()
  .check(
    z.maxLength(2048, 'must have at most 2048 characters'),
    z.refine(isSecureUrl, 'must be an https URL without credentials (http only on loopback)'),
  )
