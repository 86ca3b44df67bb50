/** What a directory tells about itself (RFC 7644 §4, RFC 7643 §5–§7): true to what is enabled, no more. */
import type { JsonObject } from '../json.js'
import { urns } from '../urns.js'
import type { Attribute } from './attribute.js'
import { groupType, type ResourceType, type Schema, userType } from './resource-type.js'

/** Which resources the directory accepts. Torque and Qualified: users only. */
export type Provisions = 'users' | 'usersAndGroups'

export interface Discovery {
  /** Without a slash at its end. */
  readonly baseUrl: string
  readonly provisions: Provisions
}

export interface ServiceLimits {
  /** Largest page of a list. */
  readonly maxResults: number
  readonly defaultResults: number
  readonly bulk: { readonly maxOperations: number; readonly maxPayloadSize: number } | undefined
  /** Seconds a cursor lives (RFC 9865 §4). */
  readonly cursorTimeout: number
  readonly documentationUri?: string
}

const supported = (flag: boolean) => ({ supported: flag })

const bearerScheme = {
  type: 'oauthbearertoken',
  name: 'Bearer token',
  description: 'A token of the directory, in the Authorization header (RFC 6750).',
  specUri: 'https://www.rfc-editor.org/info/rfc6750',
  primary: true,
}

const pagination = ({ maxResults, defaultResults, cursorTimeout }: ServiceLimits): JsonObject => ({
  cursor: true,
  index: true,
  defaultPaginationMethod: 'index',
  defaultPageSize: defaultResults,
  maxPageSize: maxResults,
  cursorTimeout,
})

export function serviceProviderConfig(baseUrl: string, limits: ServiceLimits): JsonObject {
  const { bulk, maxResults, documentationUri } = limits
  const none = { maxOperations: 0, maxPayloadSize: 0 }
  return {
    schemas: [urns.serviceProviderConfig],
    ...(documentationUri === undefined ? {} : { documentationUri }),
    patch: supported(true),
    bulk: { ...supported(bulk !== undefined), ...(bulk ?? none) },
    filter: { ...supported(true), maxResults },
    changePassword: supported(false),
    sort: supported(true),
    etag: supported(true),
    pagination: pagination(limits),
    authenticationSchemes: [bearerScheme],
    meta: {
      resourceType: 'ServiceProviderConfig',
      location: `${baseUrl}/ServiceProviderConfig`,
    },
  }
}

/** The types a directory accepts: what its routes and its `.search` range over. */
export const resourceTypesOf = (provisions: Provisions): readonly ResourceType[] =>
  provisions === 'users' ? [userType] : [userType, groupType]

const extensionsOf = (type: ResourceType): JsonObject[] =>
  [...type.extensions.values()].map(({ schema }) => ({ schema: schema.id, required: false }))

const resourceTypeDocument =
  (baseUrl: string) =>
  (type: ResourceType): JsonObject => ({
    schemas: [urns.resourceType],
    id: type.name,
    name: type.name,
    endpoint: type.endpoint,
    description: type.schema.description,
    schema: type.schema.id,
    schemaExtensions: extensionsOf(type),
    meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/${type.name}` },
  })

export const resourceTypeDocuments = ({ baseUrl, provisions }: Discovery): readonly JsonObject[] =>
  resourceTypesOf(provisions).map(resourceTypeDocument(baseUrl))

function attributeDocument({ subAttributes, ...characteristics }: Attribute): JsonObject {
  const { caseExact, ...others } = characteristics
  // §7: caseExact and uniqueness say nothing of a complex value.
  const own: JsonObject = others.type === 'complex' ? { ...others } : { ...others, caseExact }
  return subAttributes ? { ...own, subAttributes: subAttributes.map(attributeDocument) } : own
}

const schemaDocument =
  (baseUrl: string, isEnabled: (attribute: Attribute) => boolean) =>
  ({ attributes, ...schema }: Schema): JsonObject => ({
    schemas: [urns.schema],
    ...schema,
    attributes: attributes.filter(isEnabled).map(attributeDocument),
    meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${schema.id}` },
  })

export function schemaDocuments({ baseUrl, provisions }: Discovery): readonly JsonObject[] {
  // Where there are no groups, nobody is in one.
  const isEnabled = ({ name }: Attribute) => provisions === 'usersAndGroups' || name !== 'groups'
  return resourceTypesOf(provisions)
    .flatMap((type) => [type.schema, ...[...type.extensions.values()].map(({ schema }) => schema)])
    .map(schemaDocument(baseUrl, isEnabled))
}
