/** What IdPs publish against what the service holds: every rule, and a real service with real IdPs asked through the command. */
import { createServer, type Server } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { check } from '../../src/cli/check.js'
import { publishedBy } from '../../src/cli/published.js'
import { catalogue } from '../../src/contract/index.js'
import { startPracticeIdp, type PracticeIdp } from '../../src/practice-idp/index.js'
import { adminToken, type TestService } from '../service/support.js'
import { connectionInput, furnish, startOidcService } from '../service/oidc/support.js'
import { defaultCases, publishedCases, reportOf, service as told } from './published-cases.js'

const own = new Set(publishedCases.map(([code]) => code))
const codes = (report: ReturnType<typeof reportOf>) =>
  report.findings.map(({ code }) => code).filter((code) => own.has(code))

describe('the rules', () => {
  test('hold where all agree', () => {
    const report = reportOf()
    expect(codes(report)).toEqual([])
    for (const code of own) expect([code, report.held[code] ?? 0]).not.toEqual([code, 0])
  })

  test.each(publishedCases)('%s', (code, given, says) => {
    const found = reportOf(given).findings.filter((each) => each.code === code)
    expect(found).toHaveLength(1)
    const [finding] = found
    const { severity, cause, remedy } = catalogue.get(code)!
    expect(finding).toMatchObject({ severity, cause, remedy })
    expect(finding?.detail).toMatch(says)
    expect(finding?.places.map(({ side }) => side).sort()).toEqual(['idp', 'service'])
    for (const place of finding?.places ?? []) expect(place.file).toMatch(/^https:/)
  })

  test.each(defaultCases)('%s', (_, given, expected) => {
    expect(codes(reportOf(given))).toEqual(expected)
  })
})

let idp: PracticeIdp
let service: TestService
const servers: Server[] = []

beforeAll(async () => {
  idp = await startPracticeIdp({ port: 0 })
  service = await startOidcService()
  await furnish(service, idp)
})
afterEach(() => servers.splice(0).forEach((server) => server.close()))
afterAll(async () => {
  await service.close()
  await idp.close()
})

/** A server that answers with whatever `documents` hold at the time. */
async function serve(documents: Map<string, string>): Promise<string> {
  const server = createServer((request, response) => {
    const found = documents.get(request.url ?? '')
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' })
    response.end(found)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`
}

async function checkedLive(env: Record<string, string> = {}) {
  const texts = { out: '', err: '' }
  const code = await check(
    [],
    { format: 'json', failOn: 'warning', live: service.url },
    {
      ...{ env: { MORTISE_ADMIN_TOKEN: adminToken, ...env }, now: () => new Date() },
      isWatched: false,
      out: (text) => void (texts.out += text),
      say: (text) => void (texts.err += text),
    },
  )
  expect(texts.err).toBe('')
  const report = JSON.parse(texts.out) as ReturnType<typeof reportOf>
  return { code, report, found: report.findings }
}

const codesAt = (found: ReturnType<typeof reportOf>['findings'], url: string) =>
  found.filter(({ places }) => places.some(({ file }) => file.startsWith(url))).map((e) => e.code)

describe('mortise check --live', () => {
  test('asks the IdP of an OpenID Connect connection, which agrees', async () => {
    const { code, report, found } = await checkedLive()
    expect(found.filter(({ severity }) => severity !== 'note')).toEqual([])
    expect(code).toBe(0)
    for (const rule of ['idp-unreadable', 'discovery-issuer-changed', 'discovery-endpoint-changed'])
      expect(report.held[rule]).toBeGreaterThan(0)
  })

  test('sees an IdP that has changed since, to the letter', async () => {
    const documents = new Map<string, string>()
    const url = await serve(documents)
    const discovery = {
      ...{ issuer: url, authorization_endpoint: `${url}/authorize`, jwks_uri: `${url}/keys` },
      token_endpoint: `${url}/token`,
    }
    const place = '/.well-known/openid-configuration'
    documents.set(place, JSON.stringify(discovery))
    documents.set('/keys', JSON.stringify({ keys: [] }))
    const put = await service.admin('PUT', '/oidc-connections/moved', {
      ...connectionInput(idp, {}),
      issuer: url,
    })
    expect(put.status).toBeLessThan(300)
    try {
      documents.set(
        place,
        JSON.stringify({ ...discovery, issuer: `${url}/`, token_endpoint: `${url}/token2` }),
      )
      const { code, found } = await checkedLive()
      expect(codesAt(found, url)).toEqual([
        'discovery-issuer-changed',
        'discovery-endpoint-changed',
      ])
      const addresses = found.flatMap(({ places }) => places.map(({ address }) => address))
      expect(addresses).toContain('oidc-connections/moved')
      expect(code).toBe(2)
      documents.clear()
      const gone = (await checkedLive()).found.find((each) => each.code === 'idp-unreadable')
      expect(gone?.detail).toMatch(/^discovery-unreachable: .* status 404$/)
    } finally {
      await service.admin('DELETE', '/oidc-connections/moved')
    }
  })

  test('Q03, S32: reads metadata, and sees that all keys and the SSO URL are others', async () => {
    const documents = new Map<string, string>()
    const url = await serve(documents)
    const metadata = await (await fetch(idp.metadataUrl)).text()
    documents.set('/metadata', metadata)
    const input = { organization: 'acme', idpMetadataUrl: `${url}/metadata` }
    const put = await service.admin('PUT', '/saml-connections/by-url', input)
    expect([put.status, put.json]).toEqual([201, expect.anything()])
    const at = async () =>
      codesAt((await checkedLive()).found, url).filter((code) => code.startsWith('metadata-'))
    const other = await startPracticeIdp({ port: 0 })
    try {
      expect(await at()).toEqual([])
      const replaced = await (await fetch(other.metadataUrl)).text()
      documents.set('/metadata', replaced.replaceAll(other.entityId, idp.entityId))
      expect(await at()).toEqual(['metadata-keys-replaced', 'metadata-sso-url-changed'])
      documents.set('/metadata', replaced)
      expect(await at()).toContain('metadata-entity-id-changed')
    } finally {
      await other.close()
      await service.admin('DELETE', '/saml-connections/by-url')
    }
  })

  test('asks no private address for a service that is not of this machine', async () => {
    const documents = new Map([['/.well-known/openid-configuration', '{}']])
    const url = await serve(documents)
    const { oidcConnections = [], ...rest } = told()
    const loopback = {
      ...{ ...rest, connections: [] },
      oidcConnections: oidcConnections.map((e) => ({ ...e, idp: { ...e.idp, issuer: url } })),
    }
    const answer = async (env: Record<string, string>) =>
      (await publishedBy(loopback, { env, now: () => new Date() })).get('acme-oidc')
    expect(await answer({})).toMatchObject({ protocol: 'none', code: 'outgoing-address-refused' })
    expect(await answer({ MORTISE_ALLOW_HOSTS: '127.0.0.1' })).toMatchObject({ protocol: 'oidc' })
  })
})
