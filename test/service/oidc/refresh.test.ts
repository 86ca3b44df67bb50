/** Discovery documents read anew: what is the same changes nothing, what has moved is followed and told. */
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { createServer, type Server } from 'node:http'
import { startPracticeIdp, type PracticeIdp } from '../../../src/practice-idp/index.js'
import { refreshDiscovery } from '../../../src/service/connections/oidc-refresh.js'
import type { Deps } from '../../../src/service/deps.js'
import { createLog } from '../../../src/service/index.js'
import { createOidcEffects } from '../../../src/service/sign-in/oidc/effects.js'
import type { TestService } from '../support.js'
import { furnish, startOidcService } from './support.js'

let idp: PracticeIdp
let service: TestService
let front: Server
let issuer: string
let more: Record<string, unknown>
const logged: string[] = []

/** The practice IdP behind a name of its own, whose discovery document the test changes. */
beforeEach(async () => {
  more = {}
  logged.length = 0
  front = createServer((_request, response) => {
    void fetch(`${idp.url}/oidc/.well-known/openid-configuration`)
      .then((answer) => answer.json() as Promise<object>)
      .then((document) => response.end(JSON.stringify({ ...document, issuer, ...more })))
  })
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
  issuer = `http://127.0.0.1:${(front.address() as { port: number }).port}`
  idp = await startPracticeIdp({ port: 0 })
  service = await startOidcService()
  await furnish(service, idp, { connection: { issuer } })
})
afterEach(async () => {
  front.close()
  await idp.close()
  await service.close()
})

const refresh = () => {
  const { store, clock } = service
  const oidc = createOidcEffects({ allowLoopback: true }, clock.now)
  const deps: Pick<Deps, 'store' | 'now' | 'oidc'> = { store, now: clock.now, oidc }
  return refreshDiscovery(deps, createLog({ write: (line) => void logged.push(line) }))
}
const now = async () => (await service.admin('GET', '/oidc-connections/acme-oidc')).json
const readAt = async () => ((await now())['idp'] as { readAt: string }).readAt

test('before a day is over nobody is asked', async () => {
  const before = await readAt()
  service.clock.advance(23 * 60)
  await refresh()
  expect(await readAt()).toBe(before)
})

test('what is the same is read, and nothing is changed', async () => {
  service.clock.advance(25 * 60)
  await refresh()
  expect(await now()).toMatchObject({ version: 1, status: 'enabled' })
  expect(await readAt()).toBe(service.clock.now().toISOString())
  expect(logged).toEqual([])
})

test('what has moved is followed: on record, and the evidence is stale', async () => {
  more = { userinfo_endpoint: undefined }
  service.clock.advance(25 * 60)
  await refresh()
  expect(await now()).toMatchObject({
    version: 2,
    status: 'stale',
    idp: { userInfoEndpoint: null },
  })
  expect((await service.store.changes.list(1))[0]).toMatchObject({
    ...{ actor: 'discovery', object: 'oidc-connections/acme-oidc', before: 1, after: 2 },
    note: 'the IdP describes itself differently',
  })
  expect(logged.join()).toContain('the IdP describes itself differently')
})

test('what cannot be read stays as it was, and is told', async () => {
  more = { issuer: 'https://other.example' }
  service.clock.advance(25 * 60)
  await refresh()
  expect(await now()).toMatchObject({ version: 1, idp: { issuer } })
  expect(logged.join()).toContain('discovery-issuer-mismatch')
})
