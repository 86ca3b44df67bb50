/** Lists, by GET and by `.search`: a page by index or by cursor, with the right total. */
import { createHmac } from 'node:crypto'
import {
  decodeCursor,
  encodeCursor,
  invalidValue,
  parseQuery,
  renderListResponse,
  ScimError,
  userType,
  type Query,
  type QueryParameters,
  type ResourceType,
} from '../../scim/index.js'
import type { DirectoryText, Found, From } from '../store/directories.js'
import type { Looking, Outcome } from './asking.js'
import { limits } from './limits.js'
import { shownAll } from './shown.js'

export interface Cursors {
  readonly secret: Uint8Array
  readonly now: Date
}

/** The same in every process of this service, and after a restart. */
export const cursorSecretOf = (adminToken: string): Uint8Array =>
  createHmac('sha256', adminToken).update('scim-cursor').digest()

function fromOf({ directory }: Looking, { page, question }: Query, { secret, now }: Cursors): From {
  if (page.kind === 'index') return { skip: page.startIndex - 1 }
  if (page.cursor === undefined) return { skip: 0 }
  const key = { secret, directory: directory.name }
  return { after: decodeCursor(page.cursor, key, { question: question(), now }).after }
}

function nextOf(
  { directory }: Looking,
  { page, question }: Query,
  { resources, last }: Found<unknown>,
  { secret, now }: Cursors,
): string | undefined {
  const isLast = last === undefined || resources.length < page.count
  if (page.kind === 'index' || isLast) return undefined
  const expiresAt = new Date(now.getTime() + limits.cursorTimeout * 1000)
  const cursor = { after: last, question: question(), expiresAt }
  return encodeCursor(cursor, { secret, directory: directory.name })
}

interface Part {
  readonly found: Found<DirectoryText>
  readonly texts: readonly string[]
}

async function partOf(
  looking: Looking,
  type: ResourceType,
  { predicate, sort, projection }: Query,
  from: From,
  count: number,
): Promise<Part> {
  const { reads, directory } = looking
  const asked = { directory: directory.name, predicate, sort, from, count }
  const found =
    type === userType
      ? await reads.directoryUsers.search(asked)
      : await reads.directoryGroups.search(asked)
  return { found, texts: await shownAll(looking, type, found.resources, projection) }
}

export async function list(
  looking: Looking,
  type: ResourceType,
  parameters: QueryParameters,
  cursors: Cursors,
): Promise<Outcome> {
  const query = parseQuery(parameters, type, limits, looking.tolerance)
  const { page } = query
  const from = fromOf(looking, query, cursors)
  const { found, texts } = await partOf(looking, type, query, from, page.count)
  const place =
    page.kind === 'index'
      ? { startIndex: page.startIndex }
      : { nextCursor: nextOf(looking, query, found, cursors) }
  return { status: 200, body: renderListResponse({ totalResults: found.total, ...place }, texts) }
}

/** An attribute only some types have leaves the others out; one that none has is an error. */
function queriesOf({ directory, tolerance }: Looking, parameters: QueryParameters) {
  const refused: ScimError[] = []
  const queries = directory.types.flatMap((type) => {
    try {
      return [{ type, query: parseQuery(parameters, type, limits, tolerance) }]
    } catch (error) {
      if (!ScimError.is(error)) throw error
      refused.push(error)
      return []
    }
  })
  if (queries.length === 0 && refused[0]) throw refused[0]
  return queries
}

/** `POST /.search`: people first, then groups, as if they were one list. */
export async function listAll(looking: Looking, parameters: QueryParameters): Promise<Outcome> {
  const texts: string[] = []
  let totalResults = 0
  let startIndex = 1
  for (const { type, query } of queriesOf(looking, parameters)) {
    const { page } = query
    if (page.kind === 'cursor') throw invalidValue('search one type of resource to use a cursor')
    startIndex = page.startIndex
    const skip = Math.max(page.startIndex - 1 - totalResults, 0)
    const part = await partOf(looking, type, query, { skip }, page.count - texts.length)
    texts.push(...part.texts)
    totalResults += part.found.total
  }
  return { status: 200, body: renderListResponse({ totalResults, startIndex }, texts) }
}
