/** Registering a connection asks the IdP at once (S04): what is read, what is refused, what is pinned. */
import { createServer, type Server } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { startPracticeIdp, type PracticeIdp } from '../../src/practice-idp/index.js'
import { organizationInput, startTestService, type TestService } from './support.js'

let idp: PracticeIdp
let xml: string
let service: TestService
let answer: { status: number; body: string }
let host: Server
let hostUrl: string

beforeAll(async () => {
  idp = await startPracticeIdp({ port: 0 })
  xml = await (await fetch(idp.metadataUrl)).text()
  host = createServer((_request, response) => response.writeHead(answer.status).end(answer.body))
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
  hostUrl = `http://127.0.0.1:${(host.address() as { port: number }).port}/metadata`
})
afterAll(async () => {
  host.close()
  await idp.close()
})
beforeEach(async () => {
  answer = { status: 200, body: xml }
  service = await startTestService()
  await service.admin('PUT', '/organizations/acme', organizationInput)
})
afterEach(() => service.close())

const path = '/saml-connections/acme-okta'
const byUrl = (more: object = {}) => ({
  organization: 'acme',
  idpMetadataUrl: hostUrl,
  attributeMapping: { name: 'displayName' },
  ...more,
})
const put = (body: unknown, headers: Record<string, string> = {}) =>
  service.admin('PUT', path, body, headers)

describe('the IdP is told', () => {
  test('by URL: facts are read, endpoints and names follow', async () => {
    const { status, json } = await put(byUrl())
    expect(status).toBe(201)
    expect(json).toMatchObject({
      name: 'acme-okta',
      preset: 'sonarqube-cloud',
      idpMetadataUrl: hostUrl,
      idpMetadataXml: null,
      idp: {
        entityId: idp.entityId,
        ssoUrl: `${idp.url}/sso`,
        readAt: service.clock.now().toISOString(),
      },
      endpoints: {
        acsUrl: `${service.url}/saml/acme-okta/acs`,
        spEntityId: `${service.url}/saml/acme-okta/metadata`,
        loginUrl: `${service.url}/saml/acme-okta/login`,
      },
      attributeNames: { login: 'login', name: 'displayName', email: 'email', groups: 'groups' },
    })
    expect((await service.admin('GET', path)).json).toEqual(json)
    const { items } = await service.client.call('listSamlConnections')
    expect(items).toEqual([json])
  })

  test('by XML', async () => {
    const { status, json } = await put(byUrl({ idpMetadataUrl: null, idpMetadataXml: xml }))
    expect([status, json['idpMetadataXml']]).toEqual([201, xml])
    expect(json).toMatchObject({ idp: { entityId: idp.entityId } })
  })

  test('by hand', async () => {
    const { certificates } = (await put(byUrl())).json['idp'] as { certificates: string[] }
    const { status, json } = await put(
      byUrl({
        idpMetadataUrl: null,
        idpEntityId: 'https://idp.example',
        idpSsoUrl: 'https://idp.example/sso',
        certificates,
      }),
    )
    expect(status).toBe(200)
    expect(json['idp']).toEqual({
      entityId: 'https://idp.example',
      ssoUrl: 'https://idp.example/sso',
      certificates,
      readAt: null,
    })
  })
})

describe('metadata is read again', () => {
  test('at an identical PUT; the same answer is no new version', async () => {
    const first = await put(byUrl())
    service.clock.advance(3)
    const again = await put(byUrl())
    expect(again.status).toBe(200)
    expect(again.json).toMatchObject({
      version: 1,
      updatedAt: first.json['updatedAt'],
      idp: { readAt: service.clock.now().toISOString() },
    })
    expect(await service.store.changes.list(10)).toHaveLength(2)
  })

  test('and a change of it is a new version', async () => {
    await put(byUrl())
    answer.body = xml.replaceAll('/sso"', '/sso2"')
    expect((await put(byUrl())).json).toMatchObject({
      version: 2,
      idp: { ssoUrl: `${idp.url}/sso2` },
    })
  })

  test('yet at the same URL the entity ID is pinned', async () => {
    await put(byUrl())
    answer.body = xml.replace(/entityID="[^"]+"/, 'entityID="https://taken-over.example"')
    const refused = await put(byUrl())
    expect(refused.json).toMatchObject({
      status: 409,
      code: 'idp-entity-id-changed',
      detail: expect.stringContaining('https://taken-over.example'),
      path: 'idpMetadataUrl',
    })
    expect((await service.admin('GET', path)).json).toMatchObject({
      version: 1,
      idp: { entityId: idp.entityId },
    })
    const moved = await put(byUrl({ idpMetadataUrl: `${hostUrl}?elsewhere` }))
    expect(moved.json).toMatchObject({ idp: { entityId: 'https://taken-over.example' } })
  })

  test('not at a repeated create, whose first answer was lost', async () => {
    const headers = { 'if-none-match': '*', 'idempotency-key': 'k1' }
    const first = await put(byUrl(), headers)
    answer.status = 500
    const again = await put(byUrl(), headers)
    expect([again.status, again.json]).toEqual([201, first.json])
    expect((await put(byUrl(), { 'if-none-match': '*' })).json['code']).toBe('already-exists')
  })
})

describe('refused, naming cause and remedy, and nothing is written', () => {
  afterEach(async () => {
    expect((await service.admin('GET', path)).status).toBe(404)
  })

  test.each([
    ['an error page', 500, 'down', 'metadata-unreachable'],
    ['a missing page', 404, 'none', 'metadata-unreachable'],
    ['a web page', 200, '<!doctype html><html></html>', 'metadata-not-xml'],
    ['another XML', 200, '<a/>', 'metadata-not-saml'],
    ['too much', 200, `<a>${'x'.repeat(6 * 1024 * 1024)}</a>`, 'metadata-too-large'],
  ])('%s at the URL', async (_title, status, body, code) => {
    answer = { status, body }
    const { json } = await put(byUrl())
    expect(json).toMatchObject({ status: 422, code, remedy: expect.stringMatching(/\S/) })
  })

  test('nobody at the URL', async () => {
    const { json } = await put(byUrl({ idpMetadataUrl: 'http://127.0.0.1:1/metadata' }))
    expect(json).toMatchObject({ status: 422, code: 'metadata-unreachable' })
  })

  test('a private address', async () => {
    const { json } = await put(byUrl({ idpMetadataUrl: 'https://169.254.169.254/latest' }))
    expect(json).toMatchObject({ status: 422, code: 'outgoing-address-refused' })
  })

  test('a binding the IdP does not offer', async () => {
    answer.body = xml.replaceAll('bindings:HTTP-Redirect', 'bindings:HTTP-POST')
    const wanting = byUrl({ policy: { requestBinding: 'redirect' } })
    expect((await put(wanting)).json).toMatchObject({ code: 'metadata-without-binding' })
  })

  test('an organization that is not there', async () => {
    const { json } = await put(byUrl({ organization: 'nobody' }))
    expect(json).toMatchObject({ status: 422, code: 'organization-missing', path: 'organization' })
  })

  test.each([
    [{ idpMetadataUrl: null }, 'idp-source-ambiguous'],
    [{ attributeMapping: { shoe: 'size' } }, 'unknown-mapping-field'],
    [{ idpMetadataUrl: 'http://idp.example/metadata' }, 'invalid-input'],
  ])('%j', async (more, code) => {
    expect((await put(byUrl(more))).json['code']).toBe(code)
  })

  test('under If-Match, where there is none', async () => {
    expect((await put(byUrl(), { 'if-match': '"1"' })).json['code']).toBe('version-conflict')
  })
})

describe('belonging', () => {
  test('a connection stays with its organization', async () => {
    await service.admin('PUT', '/organizations/other', organizationInput)
    await put(byUrl())
    const { json } = await put(byUrl({ organization: 'other' }))
    expect(json).toMatchObject({ status: 409, code: 'organization-fixed', path: 'organization' })
  })

  test('an organization with connections stays, and they are named', async () => {
    await put(byUrl())
    const { json } = await service.admin('DELETE', '/organizations/acme')
    expect(json).toMatchObject({ status: 409, code: 'still-in-use' })
    expect(json['detail']).toContain('acme-okta')
    expect((await service.admin('DELETE', path)).status).toBe(204)
    expect((await service.admin('DELETE', '/organizations/acme')).status).toBe(204)
  })
})
