/** The same group name in several spaces, end to end: kept apart by the admin API, matched all together by a sign-in. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startPracticeIdp, type PracticeIdp } from '../../src/practice-idp/index.js'
import { enable, signIn } from './people.js'
import { startTestService, type TestService } from './support.js'

let idp: PracticeIdp
let service: TestService
const groups = '/organizations/acme/groups'

beforeAll(async () => {
  service = await startTestService()
  idp = await startPracticeIdp({ port: 0, now: () => service.clock.now() })
  await service.close()
})
afterAll(() => idp.close())
beforeEach(async () => {
  service = await startTestService()
  await service.admin('PUT', '/organizations/acme', {
    ...{ preset: 'sonarqube-cloud', displayName: 'Acme' },
    roleRules: [{ group: 'Engineers', role: 'create-projects', space: 'OrgA' }],
  })
  for (const space of ['OrgA', 'OrgB']) await service.admin('PUT', `${groups}/Engineers`, { space })
  await service.admin('PUT', '/saml-connections/acme-idp', {
    organization: 'acme',
    idpMetadataUrl: idp.metadataUrl,
    attributeMapping: { name: 'displayName', email: 'mail' },
  })
  await enable(service, 'acme-idp')
})
afterEach(() => service.close())

test('S61: groups of one name in two spaces are two groups', async () => {
  const { items } = await service.client.call('listGroups', { params: { organization: 'acme' } })
  expect(items.map(({ name, space }) => [name, space])).toEqual([
    ['Engineers', 'OrgA'],
    ['Engineers', 'OrgB'],
  ])
  expect((await service.admin('GET', `${groups}/Engineers`)).status).toBe(404)
  expect((await service.admin('GET', `${groups}/Engineers?space=OrgB`)).json['space']).toBe('OrgB')
  expect((await service.admin('DELETE', `${groups}/Engineers?space=OrgA`)).status).toBe(204)
  expect((await service.admin('GET', `${groups}/Engineers?space=OrgB`)).status).toBe(200)
})

test('S61: pages go through names and spaces alike', async () => {
  await service.admin('PUT', `${groups}/Engineers`, {})
  await service.admin('PUT', `${groups}/Zoologists`, {})
  const seen: unknown[] = []
  for (let after = ''; ;) {
    const path = `${groups}?limit=1${after && `&after=${encodeURIComponent(after)}`}`
    const { items, next } = (await service.admin('GET', path)).json as {
      items: { name: string; space?: string }[]
      next: string | null
    }
    seen.push(...items.map(({ name, space }) => [name, space ?? null]))
    if (next === null) break
    after = next
  }
  expect(seen).toEqual([
    ['Engineers', null],
    ['Engineers', 'OrgA'],
    ['Engineers', 'OrgB'],
    ['Zoologists', null],
  ])
})

test('S61, S62: a sign-in enters all of them, each with the role of its own space, and leaves what is gone', async () => {
  const see = async (person: string) => {
    const cookie = await signIn(service, idp, person, 'acme-idp')
    return (await service.get('/', { cookie, accept: 'application/json' })).json
  }
  expect(await see('grace')).toMatchObject({
    groups: ['OrgA/Engineers', 'OrgB/Engineers'],
    spaces: ['OrgA', 'OrgB'],
    roles: ['create-projects in OrgA'],
  })
  await service.admin('DELETE', `${groups}/Engineers?space=OrgA`)
  expect(await see('grace')).toMatchObject({
    groups: ['OrgB/Engineers'],
    spaces: ['OrgB'],
    roles: [],
  })
})
