/** What a row of the contract is, and what rows share. */
import * as z from 'zod/mini'
import { Label, Name } from '../../core/index.js'

/** Path below which the admin API lives. */
export const adminPath = '/admin/v1'

export type Method = 'GET' | 'PUT' | 'POST' | 'DELETE'

export interface Route {
  readonly method: Method
  /** Below `/admin/v1`, parameters as `{name}`. */
  readonly path: string
  readonly summary: string
  readonly params?: z.ZodMiniObject
  readonly query?: z.ZodMiniObject
  readonly body?: z.ZodMiniType
  /** Absent: 204, no body. */
  readonly response?: z.ZodMiniType
}

/** `{name}` of what is named service-wide. */
export const named = z.object({ name: Name })

/** `{organization}` of what belongs to one. */
export const inOrganization = z.object({ organization: Name })

/** Which of the groups of this name: `?space=OrgA`; left out, the one of the whole organization. */
export const inSpace = z.object({ space: z.optional(Label) })

/** Page size of a list. */
export const limit = z.optional(z.coerce.number().check(z.int(), z.gte(1), z.lte(1000)))

/** Page size: 100 unless said, 1000 at most. `after` is the `next` of the page before. */
export const page = z.object({ limit, after: z.optional(z.string()) })

export const listOf = <T extends z.ZodMiniType>(item: T) =>
  z.object({
    items: z.array(item),
    next: z
      .nullable(z.string())
      .check(z.describe('Pass as `after` for the next page; null on the last.')),
  })
