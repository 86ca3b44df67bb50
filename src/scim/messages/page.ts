/** Which part of a list is wanted: by index (RFC 7644 §3.4.2.4) or by cursor (RFC 9865). */
import { invalidValue, ScimError } from '../errors.js'

export interface PageLimits {
  readonly defaultResults: number
  readonly maxResults: number
}

export type Page =
  | {
      readonly kind: 'index'
      /** From 1. */
      readonly startIndex: number
      /** 0: how many there are, and none of them. */
      readonly count: number
    }
  | {
      readonly kind: 'cursor'
      /** Undefined: the first page. */
      readonly cursor: string | undefined
      readonly count: number
    }

interface Asked {
  readonly startIndex?: unknown
  readonly count?: unknown
  readonly cursor?: unknown
}

const digits = /^[+-]?\d{1,15}$/

/** Query parameters are text; some clients write text in a SearchRequest as well. */
export function integerOf(value: unknown, name: string): number | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const number = typeof value === 'string' && digits.test(value.trim()) ? Number(value) : value
  if (typeof number === 'number' && Number.isSafeInteger(number)) return number
  throw invalidValue(`${name} must be an integer`)
}

/** Less than 0 is 0; more than we give is what we give. */
function countOf(asked: number | undefined, { defaultResults, maxResults }: PageLimits): number {
  return Math.min(Math.max(asked ?? defaultResults, 0), maxResults)
}

export function parsePage(asked: Asked, limits: PageLimits): Page {
  const count = countOf(integerOf(asked.count, 'count'), limits)
  const { cursor } = asked
  if (cursor === undefined || cursor === null) {
    // Less than 1 is 1.
    const startIndex = Math.max(integerOf(asked.startIndex, 'startIndex') ?? 1, 1)
    return { kind: 'index', startIndex, count }
  }
  if (typeof cursor !== 'string')
    throw new ScimError(400, 'invalidCursor', 'cursor must be a string')
  return { kind: 'cursor', cursor: cursor === '' ? undefined : cursor, count }
}
