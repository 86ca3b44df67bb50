/** Real-shaped people and groups, and short ways to ask. */
import {
  applyPatch,
  type Json,
  type JsonObject,
  normaliseOperations,
  parseFilter,
  parsePatch,
  parseResource,
  type ResourceType,
  satisfies,
  ScimError,
  tolerating,
  type Tolerance,
  toPredicate,
  urns,
  userType,
  type WireOperation,
} from '../../src/scim/index.js'

export const enterprise = urns.enterpriseUser

export const bjensen: JsonObject = {
  schemas: [urns.user, enterprise],
  id: '2819c223',
  externalId: '701984',
  userName: 'bjensen@example.com',
  name: { formatted: 'Ms. Barbara J Jensen, III', familyName: 'Jensen', givenName: 'Barbara' },
  displayName: 'Babs Jensen',
  title: 'Tour Guide',
  active: true,
  emails: [
    { value: 'bjensen@example.com', type: 'work', primary: true },
    { value: 'babs@jensen.example', type: 'home' },
  ],
  groups: [{ value: 'e9e30dba', display: 'Tour Guides' }],
  [enterprise]: { employeeNumber: '701984', department: 'Tours', manager: { value: '26118915' } },
  meta: { resourceType: 'User', lastModified: '2011-05-13T04:42:34.000Z' },
}

export const strict = (): Tolerance => tolerating([])

export function errorOf(act: () => unknown): ScimError {
  try {
    act()
  } catch (error) {
    if (ScimError.is(error)) return error
    throw error
  }
  throw new Error('nothing was refused')
}

/** `400 invalidPath`, or what came of it. */
export function outcome(act: () => unknown): string {
  const { status, scimType } = errorOf(act)
  return `${status} ${scimType ?? ''}`.trim()
}

export const matches = (filter: string, resource: JsonObject = bjensen, type = userType): boolean =>
  satisfies(toPredicate(parseFilter(filter), type), resource)

export const patchBody = (...Operations: readonly Json[]): JsonObject => ({
  schemas: [urns.patchOp],
  Operations,
})

interface Asked {
  readonly type?: ResourceType
  readonly tolerance?: Tolerance
  readonly on?: JsonObject
}

/** The resource after the operations. */
export function patched(operations: readonly Json[], asked: Asked = {}): JsonObject {
  const { type = userType, tolerance = tolerating(), on = bjensen } = asked
  const context = { type, id: on['id'] as string | undefined }
  return applyPatch(on, parsePatch(patchBody(...operations), context, tolerance), type).resource
}

/** What the dialects make of operations, and which. */
export function normalised(
  operations: readonly Json[],
  type: ResourceType = userType,
): { readonly operations: readonly WireOperation[]; readonly met: readonly string[] } {
  const tolerance = tolerating()
  const context = { type, id: '2819c223' }
  return {
    operations: normaliseOperations(patchBody(...operations), context, tolerance),
    met: [...tolerance.met],
  }
}

export function posted(
  body: JsonObject,
  type: ResourceType = userType,
): { readonly resource: JsonObject; readonly met: readonly string[] } {
  const tolerance = tolerating()
  return { resource: parseResource(body, type, tolerance), met: [...tolerance.met] }
}
