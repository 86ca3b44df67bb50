/** Discovery says what is enabled. RFC 7643 §5–§8.7, RFC 7644 §4. */
import { describe, expect, test } from '@jest/globals'
import {
  type Discovery,
  type JsonObject,
  resourceTypeDocuments,
  resourceTypesOf,
  schemaDocuments,
  serviceProviderConfig,
  urns,
} from '../../src/scim/index.js'

const baseUrl = 'https://torque.example/api/scim'
const users: Discovery = { baseUrl, provisions: 'users' }
const both: Discovery = { baseUrl, provisions: 'usersAndGroups' }
const idsOf = (documents: readonly JsonObject[]) => documents.map(({ id }) => id)

function attributeNamed(documents: readonly JsonObject[], schema: string, name: string) {
  const { attributes } = documents.find(({ id }) => id === schema) as JsonObject
  return (attributes as readonly JsonObject[]).find((attribute) => attribute['name'] === name)
}

test('T50: users only means no word of groups', () => {
  expect(idsOf(resourceTypeDocuments(users))).toEqual(['User'])
  expect(idsOf(schemaDocuments(users))).toEqual([urns.user, urns.enterpriseUser])
  expect(attributeNamed(schemaDocuments(users), urns.user, 'groups')).toBeUndefined()
  expect(JSON.stringify(schemaDocuments(users))).not.toContain('/Groups')
  expect(resourceTypesOf('users').map(({ name }) => name)).toEqual(['User'])
})

test('users and groups', () => {
  expect(idsOf(resourceTypeDocuments(both))).toEqual(['User', 'Group'])
  expect(idsOf(schemaDocuments(both))).toEqual([urns.user, urns.enterpriseUser, urns.group])
  expect(attributeNamed(schemaDocuments(both), urns.user, 'groups')).toBeDefined()
})

test('T51: locations begin with the base URL, with no v2 of our own', () => {
  for (const { meta } of [...resourceTypeDocuments(both), ...schemaDocuments(both)]) {
    const { location } = meta as JsonObject
    expect(location).toMatch(/^https:\/\/torque\.example\/api\/scim\/(ResourceTypes|Schemas)\//)
  }
})

describe('schemas', () => {
  const documents = schemaDocuments(both)

  test('declare what RFC 7643 §8.7.1 declares', () => {
    expect(attributeNamed(documents, urns.user, 'userName')).toMatchObject({
      type: 'string',
      multiValued: false,
      required: true,
      caseExact: false,
      mutability: 'readWrite',
      returned: 'default',
      uniqueness: 'server',
    })
    expect(attributeNamed(documents, urns.user, 'password')).toMatchObject({
      mutability: 'writeOnly',
      returned: 'never',
    })
    expect(attributeNamed(documents, urns.user, 'emails')).toMatchObject({
      type: 'complex',
      multiValued: true,
    })
    expect(attributeNamed(documents, urns.group, 'members')).toMatchObject({
      subAttributes: [
        { name: 'value', mutability: 'immutable' },
        { name: '$ref', type: 'reference', referenceTypes: ['User'] },
        { name: 'type', canonicalValues: ['User'] },
        { name: 'display' },
      ],
    })
    const { attributes } = documents[0] as JsonObject
    expect(attributes).toHaveLength(21)
  })

  test('give every attribute its characteristics', () => {
    const keys = [
      'name',
      'type',
      'multiValued',
      'description',
      'required',
      'mutability',
      'returned',
    ]
    const all = documents.flatMap(({ attributes }) => attributes as readonly JsonObject[])
    const inner = all.flatMap((one) => (one['subAttributes'] ?? []) as readonly JsonObject[])
    for (const attribute of [...all, ...inner]) {
      for (const key of keys) expect(attribute).toHaveProperty(key)
    }
  })
})

describe('ServiceProviderConfig', () => {
  const limits = { maxResults: 200, defaultResults: 100, cursorTimeout: 3600 }

  test('promises what is there', () => {
    const bulk = { maxOperations: 100, maxPayloadSize: 1_000_000 }
    expect(serviceProviderConfig(baseUrl, { ...limits, bulk })).toMatchObject({
      schemas: [urns.serviceProviderConfig],
      patch: { supported: true },
      bulk: { supported: true, ...bulk },
      filter: { supported: true, maxResults: 200 },
      changePassword: { supported: false },
      sort: { supported: true },
      etag: { supported: true },
      pagination: { cursor: true, index: true, maxPageSize: 200, cursorTimeout: 3600 },
      authenticationSchemes: [{ type: 'oauthbearertoken' }],
      meta: { location: `${baseUrl}/ServiceProviderConfig` },
    })
  })

  test('and not what is not', () => {
    const documentationUri = 'https://docs.example'
    const config = serviceProviderConfig(baseUrl, { ...limits, bulk: undefined, documentationUri })
    expect(config).toMatchObject({ bulk: { supported: false, maxOperations: 0 }, documentationUri })
  })
})
