/** A SCIM server without HTTP and SQL, in the fewest lines: the golden sequences run against it, and show how the house is used. */
import {
  applyMemberSteps,
  applyPatch,
  groupType,
  inOrder,
  type Json,
  type JsonObject,
  memberChanges,
  type MemberStep,
  normaliseOperations,
  notFound,
  notImplemented,
  parsePatch,
  parseQuery,
  parseResource,
  type Predicate,
  project,
  type Projection,
  renderListResponse,
  replaceResource,
  type ResourceType,
  satisfies,
  ScimError,
  splitMembers,
  stampResource,
  tolerating,
  type Tolerance,
  uniqueness,
  userType,
  versionTag,
  type WireOperation,
} from '../../src/scim/index.js'

export interface Request {
  readonly method: string
  readonly path: string
  readonly body?: Json
}

export interface Answer {
  readonly status: number
  readonly body?: JsonObject
  readonly dialects: readonly string[]
  /** Of a PATCH: what the dialects made of it. */
  readonly operations?: readonly WireOperation[]
}

interface Row {
  readonly resource: JsonObject
  readonly members: readonly string[]
  readonly version: number
}

const limits = { defaultResults: 100, maxResults: 200 }
const types = [userType, groupType]
const epoch = new Date(Date.UTC(2026, 0, 1))

export class MemoryServer {
  private readonly rows = new Map<string, Map<string, Row>>(
    types.map(({ name }) => [name, new Map<string, Row>()]),
  )
  private lastId = 0

  answer(request: Request): Answer {
    const tolerance = tolerating()
    try {
      const answer = this.dispatch(request, tolerance)
      return { ...answer, dialects: [...tolerance.met].sort() }
    } catch (error) {
      if (!ScimError.is(error)) throw error
      return { status: error.status, body: error.toBody(), dialects: [...tolerance.met].sort() }
    }
  }

  private dispatch(
    { method, path, body }: Request,
    tolerance: Tolerance,
  ): Omit<Answer, 'dialects'> {
    const [route = '', search = ''] = path.split('?')
    const [, endpoint = '', id] = route.split('/')
    const type = types.find((candidate) => candidate.endpoint === `/${endpoint}`)
    if (!type) throw notFound(`there is no ${route}`)
    const parameters = Object.fromEntries(search.split('&').map((pair) => pair.split(/=(.*)/s)))
    const query = parseQuery(parameters, type, limits, tolerance)
    if (method === 'POST') return { status: 201, body: this.create(type, body, tolerance) }
    if (id === undefined) return { status: 200, body: this.list(type, query) }
    const row = this.rowsOf(type).get(id)
    if (!row) throw notFound(`${type.name} ${id} not found`)
    if (method === 'GET') return { status: 200, body: this.shown(type, id, query.projection) }
    if (method === 'PUT') return { status: 200, body: this.put(type, id, row, body, tolerance) }
    if (method === 'PATCH') return this.patch(type, id, row, body, tolerance)
    if (method !== 'DELETE') throw notImplemented(method)
    this.rowsOf(type).delete(id)
    return { status: 204 }
  }

  private rowsOf({ name }: ResourceType): Map<string, Row> {
    return this.rows.get(name)!
  }

  private whole(type: ResourceType, id: string, row: Row): JsonObject {
    const meta = {
      created: epoch,
      lastModified: epoch,
      location: `https://scim.example${type.endpoint}/${id}`,
      version: versionTag(row.version),
    }
    const members = row.members.map((value) => ({ value, type: 'User' }))
    const resource = members.length > 0 ? { ...row.resource, members } : row.resource
    return stampResource(resource, type, id, meta)
  }

  private shown(type: ResourceType, id: string, projection?: Projection): JsonObject {
    return project(this.whole(type, id, this.rowsOf(type).get(id)!), projection)
  }

  private list(type: ResourceType, query: ReturnType<typeof parseQuery>): JsonObject {
    const all = [...this.rowsOf(type)].map(([id, row]) => this.whole(type, id, row))
    const matches = (predicate: Predicate | undefined) =>
      predicate ? all.filter((resource) => satisfies(predicate, resource)) : all
    const found = matches(query.predicate)
    const sorted = query.sort ? found.toSorted(inOrder(query.sort)) : found
    const { page, projection } = query
    const first = page.kind === 'index' ? page.startIndex : 1
    const shown = sorted.slice(first - 1, first - 1 + page.count)
    const texts = shown.map((resource) => JSON.stringify(project(resource, projection)))
    const list = { totalResults: found.length, startIndex: first }
    return JSON.parse(renderListResponse(list, texts)) as JsonObject
  }

  private keep(type: ResourceType, id: string, row: Row): void {
    const nameOf = ({ resource }: Row) => String(resource['userName']).toLowerCase()
    const isTaken = [...this.rowsOf(type)].some(
      ([other, known]) => type === userType && other !== id && nameOf(known) === nameOf(row),
    )
    if (isTaken) throw uniqueness('userName is taken')
    this.rowsOf(type).set(id, row)
  }

  private create(type: ResourceType, body: Json | undefined, tolerance: Tolerance): JsonObject {
    const { group, members } = splitMembers(parseResource(body, type, tolerance))
    const id = `id-${(this.lastId += 1)}`
    this.keep(type, id, { resource: group, members: members ?? [], version: 1 })
    return this.shown(type, id)
  }

  private put(
    type: ResourceType,
    id: string,
    row: Row,
    body: Json | undefined,
    tolerance: Tolerance,
  ): JsonObject {
    const { group, members } = splitMembers(parseResource(body, type, tolerance), body)
    const resource = replaceResource(row.resource, group, type)
    const version = row.version + 1
    this.keep(type, id, { resource, members: members ?? row.members, version })
    return this.shown(type, id)
  }

  private patch(
    type: ResourceType,
    id: string,
    row: Row,
    body: Json | undefined,
    tolerance: Tolerance,
  ): Omit<Answer, 'dialects'> {
    const operations = normaliseOperations(body, { type, id })
    const parsed = parsePatch(body, { type, id }, tolerance)
    const isGroup = type === groupType
    const { members, rest } = isGroup
      ? memberChanges(parsed)
      : { members: [] as MemberStep[], rest: parsed }
    const { resource } = applyPatch(row.resource, rest, type)
    const next = { resource, members: applyMemberSteps(row.members, members) }
    this.keep(type, id, { ...next, version: row.version + 1 })
    return isGroup
      ? { status: 204, operations }
      : { status: 200, body: this.shown(type, id), operations }
  }
}
