/** BulkRequest, RFC 7644 §3.7: parsing, the order in which references can be resolved, and the resolving. */
import { tolerating, type Tolerance } from '../dialects/tolerance.js'
import { invalidPath, invalidSyntax, invalidValue, ScimError, tooLarge } from '../errors.js'
import { isList, isObject, type Json, type JsonObject, kindOf, memberNamed } from '../json.js'
import { schemasIn } from '../resource/resource.js'
import { urns } from '../urns.js'
import { integerOf } from './page.js'

export type BulkMethod = 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface BulkOperation {
  readonly method: BulkMethod
  readonly endpoint: '/Users' | '/Groups'
  /** May be `bulkId:…`. Absent for POST. */
  readonly id: string | undefined
  readonly bulkId: string | undefined
  readonly version: string | undefined
  readonly data: Json | undefined
}

export interface BulkRequest {
  /** Undefined: however many fail. */
  readonly failOnErrors: number | undefined
  readonly operations: readonly BulkOperation[]
}

const path = /^\/(Users|Groups)(?:\/([^/?#\s]+))?$/
const methods: readonly BulkMethod[] = ['POST', 'PUT', 'PATCH', 'DELETE']
/** Of the data of one operation; a User is three deep. */
const deepest = 32

function textOf(json: JsonObject, name: string, where: string): string | undefined {
  const value = memberNamed(json, name) ?? undefined
  if (value === undefined || typeof value === 'string') return value
  throw invalidSyntax(`${where}.${name} must be a string, got ${kindOf(value)}`)
}

function methodOf(json: JsonObject, where: string): BulkMethod {
  const text = textOf(json, 'method', where)?.toUpperCase()
  const method = methods.find((candidate) => candidate === text)
  if (!method) throw invalidSyntax(`${where}.method must be one of ${methods.join(', ')}`)
  return method
}

function parseOperation(json: Json, index: number): BulkOperation {
  const where = `Operations[${index}]`
  if (!isObject(json)) throw invalidSyntax(`${where} must be an object, got ${kindOf(json)}`)
  const method = methodOf(json, where)
  const [, endpoint, id] = path.exec(textOf(json, 'path', where) ?? '') ?? []
  const hasId = id !== undefined
  if (endpoint === undefined || hasId === (method === 'POST')) {
    throw invalidPath(`${where}.path must be ${method === 'POST' ? '/Users' : '/Users/{id}'} or so`)
  }
  const bulkId = textOf(json, 'bulkId', where)
  // RFC 7644 §3.7: required for POST, or the answer could not be told from the others.
  if (method === 'POST' && !bulkId) throw invalidSyntax(`${where}.bulkId is required for POST`)
  const data = memberNamed(json, 'data')
  if (method !== 'DELETE' && data === undefined) throw invalidSyntax(`${where}.data is required`)
  const version = textOf(json, 'version', where)
  return {
    method,
    endpoint: endpoint === 'Users' ? '/Users' : '/Groups',
    id,
    bulkId,
    version,
    data,
  }
}

function checkUnique(operations: readonly BulkOperation[]): void {
  const ids = operations.flatMap(({ bulkId }) => (bulkId === undefined ? [] : [bulkId]))
  if (new Set(ids).size !== ids.length) throw invalidSyntax('each bulkId may be used once')
}

export function parseBulkRequest(
  body: unknown,
  limits: { readonly maxOperations: number },
  tolerance: Tolerance = tolerating(),
): BulkRequest {
  if (!isObject(body)) throw invalidSyntax(`a BulkRequest must be an object, got ${kindOf(body)}`)
  schemasIn(body, urns.bulkRequest, tolerance)
  const sent = memberNamed(body, 'Operations')
  if (!isList(sent)) throw invalidSyntax('Operations must be an array')
  const { maxOperations } = limits
  if (sent.length > maxOperations) {
    throw tooLarge(`${sent.length} operations; at most ${maxOperations} are accepted`)
  }
  const failOnErrors = integerOf(memberNamed(body, 'failOnErrors'), 'failOnErrors')
  const operations = sent.map(parseOperation)
  checkUnique(operations)
  return { failOnErrors, operations }
}

/** With every text as `rewrite` has it. */
function rewritten(json: Json, rewrite: (text: string) => string, depth = 0): Json {
  if (depth > deepest) throw invalidSyntax(`data nests deeper than ${deepest}`)
  if (typeof json === 'string') return rewrite(json)
  if (isList(json)) return json.map((element) => rewritten(element, rewrite, depth + 1))
  if (!isObject(json)) return json
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [name, rewritten(value, rewrite, depth + 1)]),
  )
}

// A whole value, or within the path of a PATCH: members[value eq "bulkId:qwerty"], /Users/bulkId:qwerty.
const reference = /\bbulkId:([\w.~-]+)/g

function referencesIn({ id, data }: BulkOperation): readonly string[] {
  const found = new Set<string>()
  const collect = (text: string): string => {
    for (const [, bulkId] of text.matchAll(reference)) if (bulkId) found.add(bulkId)
    return text
  }
  rewritten([id ?? null, data ?? null], collect)
  return [...found]
}

/**
 * Operations in an order in which each comes after those it refers to, otherwise as sent. Those in a circle cannot be
 * resolved: RFC 7644 §3.7.1 lets us answer 409, which is what to do with `circular`.
 */
export function orderOperations(operations: readonly BulkOperation[]): {
  readonly ordered: readonly BulkOperation[]
  readonly circular: readonly BulkOperation[]
} {
  const makers = new Map(operations.map((operation) => [operation.bulkId, operation]))
  const needs = new Map(
    operations.map((operation) => [
      operation,
      referencesIn(operation).flatMap((bulkId) => makers.get(bulkId) ?? []),
    ]),
  )
  const ordered = new Set<BulkOperation>()
  for (let before = -1; before < ordered.size;) {
    before = ordered.size
    for (const [operation, wanted] of needs) {
      if (wanted.every((maker) => ordered.has(maker))) ordered.add(operation)
    }
  }
  return { ordered: [...ordered], circular: operations.filter((one) => !ordered.has(one)) }
}

/** With `bulkId:…` as the ids the POSTs gave. Unknown or failed: that operation fails, alone. */
export function resolveReferences(
  operation: BulkOperation,
  ids: ReadonlyMap<string, string>,
): BulkOperation {
  const rewrite = (text: string): string =>
    text.replace(reference, (_, bulkId: string) => {
      const id = ids.get(bulkId)
      if (id === undefined)
        throw invalidValue(`bulkId:${bulkId} names no resource that was created`)
      return id
    })
  const { id, data } = operation
  return {
    ...operation,
    id: id === undefined ? undefined : rewrite(id),
    data: data === undefined ? undefined : rewritten(data, rewrite),
  }
}

/** RFC 7644 §3.7.3: one answer of an operation. */
export interface BulkAnswer {
  readonly operation: BulkOperation
  readonly status: number
  readonly location?: string | undefined
  readonly version?: string | undefined
  /** Of a failed operation. */
  readonly error?: ScimError | undefined
}

const said = (name: string, value: string | undefined): JsonObject =>
  value === undefined ? {} : { [name]: value }

function answerBody({ operation, status, location, version, error }: BulkAnswer): JsonObject {
  return {
    method: operation.method,
    ...said('bulkId', operation.bulkId),
    ...said('version', version),
    ...said('location', location),
    status: String(status),
    ...(error ? { response: error.toBody() } : {}),
  }
}

export const bulkResponse = (answers: readonly BulkAnswer[]): JsonObject => ({
  schemas: [urns.bulkResponse],
  Operations: answers.map(answerBody),
})
