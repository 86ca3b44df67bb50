/** SCIM 2.0 as functions: bodies, paths and filters in; resources, plans and messages out. Pure: no HTTP, no SQL, no clock, no memory. */
export type { Dialect } from './dialects/dialect.js'
export { dialects } from './dialects/dialects.js'
export { tolerating, type Tolerance } from './dialects/tolerance.js'
export {
  invalidFilter,
  invalidPath,
  invalidSyntax,
  invalidValue,
  mutability,
  noTarget,
  notFound,
  notImplemented,
  parseBody,
  preconditionFailed,
  ScimError,
  type ScimType,
  tooLarge,
  uniqueness,
} from './errors.js'
export { comparable, comparableOf, foldCase, parseInstant } from './filter/comparable.js'
export { satisfies } from './filter/evaluate.js'
export { type Filter, operators, type Operator, type PatchPath } from './filter/filter.js'
export { parseFilter, parsePatchPath } from './filter/parse.js'
export { toPredicate } from './filter/plan.js'
export {
  type Column,
  foldPredicate,
  type Lookup,
  lookupOf,
  type Predicate,
  type PredicateOperator,
  type PredicateVisitor,
} from './filter/predicate.js'
export { renderFilter, renderPatchPath } from './filter/render.js'
export {
  isList,
  isObject,
  type Json,
  type JsonList,
  type JsonObject,
  sameJson,
  type Scalar,
} from './json.js'
export { type Bearer, parseAuthorization } from './messages/bearer.js'
export {
  type BulkAnswer,
  type BulkMethod,
  type BulkOperation,
  type BulkRequest,
  bulkResponse,
  orderOperations,
  parseBulkRequest,
  resolveReferences,
} from './messages/bulk-request.js'
export { type Cursor, type CursorKey, decodeCursor, encodeCursor } from './messages/cursor.js'
export { isKnown, mayChange, versionTag } from './messages/etag.js'
export { type List, renderListResponse } from './messages/list-response.js'
export { type Page, type PageLimits, parsePage } from './messages/page.js'
export {
  parseQuery,
  parseSearchRequest,
  type Query,
  type QueryParameters,
} from './messages/query.js'
export { inOrder, parseSort, type Sort, sortKeyOf } from './messages/sort.js'
export { applyPatch, type PatchResult } from './patch/apply.js'
export {
  applyMemberSteps,
  type MemberChanges,
  memberChanges,
  memberIds,
  type MemberStep,
  splitMembers,
} from './patch/members.js'
export type { Operation, Target, WireOperation } from './patch/operation.js'
export { normaliseOperations, parsePatch } from './patch/parse.js'
export {
  type IndexedValues,
  indexedValuesOf,
  type Person,
  personOf,
  primaryValue,
} from './resource/person.js'
export { parseProjection, project, type Projection, shows } from './resource/projection.js'
export {
  type Meta,
  parseResource,
  replaceResource,
  stampResource,
  stampText,
} from './resource/resource.js'
export type { Attribute, AttributeType } from './schemas/attribute.js'
export {
  type Discovery,
  type Provisions,
  resourceTypeDocuments,
  resourceTypesOf,
  schemaDocuments,
  type ServiceLimits,
  serviceProviderConfig,
} from './schemas/discovery.js'
export {
  type AttributePath,
  findAttribute,
  groupType,
  type ResourceType,
  type Schema,
  userType,
} from './schemas/resource-type.js'
export { mediaTypes, urns } from './urns.js'
