/** The names of schemas and messages. RFC 7643 §10, RFC 7644 §8.2. */
const schemas = 'urn:ietf:params:scim:schemas'
const messages = 'urn:ietf:params:scim:api:messages:2.0'

export const urns = {
  user: `${schemas}:core:2.0:User`,
  group: `${schemas}:core:2.0:Group`,
  enterpriseUser: `${schemas}:extension:enterprise:2.0:User`,
  serviceProviderConfig: `${schemas}:core:2.0:ServiceProviderConfig`,
  resourceType: `${schemas}:core:2.0:ResourceType`,
  schema: `${schemas}:core:2.0:Schema`,
  listResponse: `${messages}:ListResponse`,
  searchRequest: `${messages}:SearchRequest`,
  patchOp: `${messages}:PatchOp`,
  bulkRequest: `${messages}:BulkRequest`,
  bulkResponse: `${messages}:BulkResponse`,
  error: `${messages}:Error`,
} as const

/** RFC 7644 §3.1, §8.1. Every client understands the first; some send and accept only the second. */
export const mediaTypes = ['application/scim+json', 'application/json'] as const
