/** What a handler of the admin API is given and gives back; HTTP is the binder's. */
import type * as z from 'zod/mini'
import type { Route, RouteName, Routes } from '../../admin-api/index.js'
import { Refusal } from '../../core/index.js'
import type { OrganizationRecord } from '../store/records.js'
import type { Reads } from '../store/store.js'
import type { Condition } from './conditions.js'

type Parsed<R, K extends keyof Route> =
  R extends Record<K, infer S extends z.ZodMiniType> ? z.output<S> : undefined

export interface Call<N extends RouteName> {
  readonly params: Parsed<Routes[N], 'params'>
  readonly query: Parsed<Routes[N], 'query'>
  readonly body: Parsed<Routes[N], 'body'>
  readonly condition: Condition
  /** Fingerprint of the caller's token, for the record of changes. */
  readonly actor: string
}

export interface Answer<N extends RouteName> {
  readonly status: 200 | 201 | 204
  readonly body: Routes[N] extends { response: infer S extends z.ZodMiniType }
    ? z.input<S>
    : undefined
  /** Quoted, it is the ETag. */
  readonly version?: number
}

export type Handler<N extends RouteName> = (call: Call<N>) => Promise<Answer<N>>
export type Handlers = { readonly [N in RouteName]: Handler<N> }

export const ok = <B>(body: B) => ({ status: 200 as const, body })

/** An object and its ETag. */
export const versioned = <B extends { readonly version: number }>(
  body: B,
  status: 200 | 201 = 200,
) => ({ status, body, version: body.version })

export const removed = { status: 204, body: undefined } as const

export const notFound = (object: string, path?: string): Refusal =>
  new Refusal({
    code: 'not-found',
    owner: 'caller',
    detail: `there is no ${object}`,
    remedy: 'Check the name; list what there is.',
    ...(path === undefined ? {} : { path }),
  })

/** @throws Refusal `not-found` with path `organization` */
export async function checkOrganization(
  { organizations }: Pick<Reads, 'organizations'>,
  name: string,
): Promise<OrganizationRecord> {
  const organization = await organizations.find(name)
  if (organization) return organization
  throw notFound(`organization "${name}"`, 'organization')
}

const defaultPage = 100

/** Reads one more than the page holds, to know whether there is another. */
export async function pageOf<T extends { readonly name: string }>(
  query: { readonly limit?: number | undefined; readonly after?: string | undefined },
  read: (page: { limit: number; after: string | undefined }) => Promise<readonly T[]>,
): Promise<{ readonly records: readonly T[]; readonly next: string | null }> {
  const limit = query.limit ?? defaultPage
  const found = await read({ limit: limit + 1, after: query.after })
  const records = found.slice(0, limit)
  const last = records.at(-1)
  return { records, next: found.length > limit && last ? last.name : null }
}
