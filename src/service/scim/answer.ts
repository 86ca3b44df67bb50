/** One SCIM request → its outcome: discovery, reading, changing. Every change is one transaction; a refused one leaves nothing. */
import {
  isKnown,
  notFound,
  notImplemented,
  parseBody,
  parseQuery,
  parseSearchRequest,
  renderListResponse,
  resourceTypeDocuments,
  schemaDocuments,
  ScimError,
  serviceProviderConfig,
  userType,
  versionTag,
  type Json,
  type JsonObject,
  type QueryParameters,
  type ResourceType,
  type Tolerance,
} from '../../scim/index.js'
import type { Deps } from '../deps.js'
import type { DirectoryRequest } from '../store/directories.js'
import type { Changing, Looking, Outcome, Shows } from './asking.js'
import { bulk } from './bulk.js'
import { change, methodRefused } from './change.js'
import type { Directory } from './directory.js'
import { limits } from './limits.js'
import { list, listAll, type Cursors } from './listing.js'
import { answerWith } from './shown.js'

export interface ScimRequest {
  readonly method: string
  /** Below the base URL, beginning with a slash. */
  readonly path: string
  readonly query: QueryParameters
  readonly body: string | undefined
  readonly ifMatch: string | undefined
  readonly ifNoneMatch: string | undefined
}

interface Asked extends ScimRequest {
  readonly deps: Deps
  readonly directory: Directory
  readonly tolerance: Tolerance
  readonly cursors: Cursors
  /** The row of the request log that tells of this request, answered with `status`. */
  readonly entry: (status: number, body: Json | undefined) => DirectoryRequest
}

const bodyOf = ({ body }: ScimRequest): JsonObject => parseBody(body ?? '')

/** What a change comes to is in the log when it is in the directory: one transaction for both. */
async function changing(
  asked: Asked,
  work: (changing: Changing) => Promise<Outcome>,
): Promise<Outcome> {
  const { deps, directory, tolerance, ifMatch, method } = asked
  const body = method === 'DELETE' ? undefined : bodyOf(asked)
  const cause = `${method} ${asked.path}`
  const [at, publicUrl] = [deps.now(), deps.publicUrl()]
  const outcome = await deps.store.transaction(async (tx) => {
    const about = { tx, reads: tx, directory, tolerance, at, cause, publicUrl, ifMatch, body }
    const done = await work(about)
    await tx.directoryRequests.record([asked.entry(done.status, body)])
    return done
  })
  return { ...outcome, isLogged: true }
}

const looking = ({ deps, directory, tolerance }: Asked): Looking => ({
  reads: deps.store,
  directory,
  tolerance,
})

/** RFC 7644 §4: discovery is not to be filtered; a filter left unread would be misread as an answer. */
function discovered(
  asked: Asked,
  documents: readonly JsonObject[],
  id: string | undefined,
): Outcome {
  if (asked.method !== 'GET') throw methodRefused(asked.method, asked.path)
  if (asked.query['filter'] !== undefined) throw new ScimError(403, undefined, 'cannot be filtered')
  if (id === undefined) {
    const texts = documents.map((one) => JSON.stringify(one))
    return {
      status: 200,
      body: renderListResponse({ totalResults: texts.length, startIndex: 1 }, texts),
    }
  }
  const found = documents.find((one) => one['id'] === id)
  if (!found) throw notFound(`there is no ${asked.path}`)
  return { status: 200, body: found }
}

function config(asked: Asked, id: string | undefined): Outcome {
  if (asked.method !== 'GET') throw methodRefused(asked.method, asked.path)
  if (id !== undefined) throw notFound(`there is no ${asked.path}`)
  return { status: 200, body: serviceProviderConfig(asked.directory.baseUrl, limits) }
}

/** Most who read one person ask for nothing in particular. */
const projectionOf = ({ query, tolerance }: Asked, type: ResourceType): Shows =>
  Object.keys(query).length === 0
    ? undefined
    : parseQuery(query, type, limits, tolerance).projection

async function read(asked: Asked, type: ResourceType, id: string): Promise<Outcome> {
  const { deps, directory, ifNoneMatch } = asked
  const projection = projectionOf(asked, type)
  const kept =
    type === userType
      ? await deps.store.directoryUsers.read(directory.name, id)
      : await deps.store.directoryGroups.read(directory.name, id)
  if (!kept) throw notFound(`${type.name} ${id} not found`)
  const version = versionTag(kept.version)
  if (isKnown(ifNoneMatch, version)) return { status: 304, version }
  return answerWith(looking(asked), type, kept, { status: 200, projection })
}

function ofType(asked: Asked, type: ResourceType, id: string | undefined): Promise<Outcome> {
  const { method, query, tolerance } = asked
  if (id === '.search') {
    if (method !== 'POST') throw methodRefused(method, asked.path)
    const parameters = parseSearchRequest(bodyOf(asked), tolerance)
    return list(looking(asked), type, parameters, asked.cursors)
  }
  if (method === 'GET')
    return id === undefined
      ? list(looking(asked), type, query, asked.cursors)
      : read(asked, type, id)
  const projection = projectionOf(asked, type)
  return changing(asked, (one) => change(one, { method, type, id, projection }))
}

function posted(asked: Asked, act: () => Promise<Outcome>): Promise<Outcome> {
  if (asked.method !== 'POST') throw methodRefused(asked.method, asked.path)
  return act()
}

/** `/Users/7/` → `/Users` and 7. @throws ScimError 404 for anything below that */
function placeOf(path: string): { readonly endpoint: string; readonly id: string | undefined } {
  const end = path.endsWith('/') ? path.length - 1 : path.length
  const slash = path.indexOf('/', 1)
  if (slash < 0 || slash >= end) return { endpoint: path.slice(0, end), id: undefined }
  const id = path.slice(slash + 1, end)
  if (id.includes('/')) throw notFound(`there is no ${path}`)
  return { endpoint: path.slice(0, slash), id }
}

export async function answer(asked: Asked): Promise<Outcome> {
  const { directory } = asked
  const { endpoint, id } = placeOf(asked.path)
  const type = directory.types.find((one) => one.endpoint === endpoint)
  if (type) return ofType(asked, type, id)
  const { baseUrl, provisions, preset } = directory
  const discovery = { baseUrl, provisions }
  switch (endpoint) {
    case '/ServiceProviderConfig':
      return config(asked, id)
    case '/ResourceTypes':
      return discovered(asked, resourceTypeDocuments(discovery), id)
    case '/Schemas':
      return discovered(asked, schemaDocuments(discovery), id)
    case '/Bulk':
      return posted(asked, () => changing(asked, bulk))
    case '/.search':
      return posted(asked, () =>
        listAll(looking(asked), parseSearchRequest(bodyOf(asked), asked.tolerance)),
      )
    case '/Me':
      throw notImplemented('a directory token is nobody: there is no /Me')
    case '/Groups':
      throw notImplemented(`${preset.title} has no groups by SCIM; switch group push off`)
    default:
      throw notFound(`there is no ${asked.path}`)
  }
}
