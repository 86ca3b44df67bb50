/** Groups by hand, and the account role: who may change what beside the IdP. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { startTestService, type TestService } from './support.js'
import { enter, furnishTorque, landing } from './torque-organization.js'

let service: TestService
beforeEach(async () => void (service = await startTestService()))
afterEach(() => service.close())

const groups = (login = 'ada') => `/organizations/acme/users/${login}/groups`
const titles = async (cookie: string) => (await landing(service, cookie))['groups']

describe('groups by hand under Torque', () => {
  test.each(['okta', 'entra'] as const)(
    'T43a: people from %s cannot be put into a mapped group, nor taken out',
    async (idp) => {
      await furnishTorque(service, idp)
      const cookie = await enter(service, { groups: ['6f1c'] })
      for (const method of ['PUT', 'DELETE']) {
        const answer = await service.admin(method, `${groups()}/Mapped`)
        expect([answer.status, answer.json['code'], answer.json['source']]).toEqual([
          409,
          'group-synced',
          'T43',
        ])
        expect(answer.json['remedy']).toContain('Change the group at the IdP')
      }
      expect(await titles(cookie)).toEqual(['Mapped'])
    },
  )

  test('T41: they can in one that is not mapped, and it stays at the next sign-in', async () => {
    await furnishTorque(service, 'okta')
    const cookie = await enter(service, { groups: ['6f1c'] })
    expect((await service.admin('PUT', `${groups()}/Handmade`)).status).toBe(200)
    expect(await titles(cookie)).toEqual(['Handmade', 'Mapped'])
    expect(await titles(await enter(service, { groups: [] }))).toEqual(['Handmade'])
  })

  test('T43: people from any other IdP can be put into a mapped group, and stay in it', async () => {
    await furnishTorque(service, 'google')
    const cookie = await enter(service, { groups: ['another'] })
    expect(await titles(cookie)).toEqual([])
    const put = await service.admin('PUT', `${groups()}/Mapped`)
    expect(put.json).toMatchObject({ login: 'ada', name: 'Mapped', space: null, synced: false })
    expect(await titles(cookie)).toEqual(['Mapped'])
    expect((await landing(service, cookie))['trace']).toContainEqual({
      ...{ effect: 'gave', kind: 'group', subject: 'Mapped' },
      ...{ because: 'changed by hand', source: 'T43' },
    })
    expect(await titles(await enter(service, { groups: [] }))).toEqual(['Mapped'])
    expect((await service.admin('DELETE', `${groups()}/Mapped`)).status).toBe(204)
    expect(await titles(cookie)).toEqual([])
  })

  test('the list says which of them only the IdP can change', async () => {
    await furnishTorque(service, 'entra')
    await enter(service, { groups: ['6f1c'] })
    await service.admin('PUT', `${groups()}/Handmade`)
    const { json } = await service.admin('GET', groups())
    const listed = (json['items'] as { name: string; synced: boolean }[]).map((each) => [
      each.name,
      each.synced,
    ])
    expect(listed).toEqual([
      ['Handmade', false],
      ['Mapped', true],
    ])
  })

  test('twice the same is once, and leaves a record each time', async () => {
    await furnishTorque(service, 'google')
    const cookie = await enter(service)
    for (const _ of [1, 2]) await service.admin('PUT', `${groups()}/Handmade`)
    expect(await titles(cookie)).toEqual(['Handmade'])
    const changes = await service.store.changes.list(5)
    expect(changes[0]).toMatchObject({
      object: 'organizations/acme/users/ada/groups/Handmade',
      action: 'create',
    })
  })

  test('nobody, no group, nobody yet: said apart', async () => {
    await furnishTorque(service, 'google')
    await enter(service)
    const codeOf = async (path: string) => (await service.admin('PUT', path)).json['code']
    expect(await codeOf(`${groups('nobody')}/Mapped`)).toBe('not-found')
    expect(await codeOf(`${groups()}/Nowhere`)).toBe('not-found')
    expect(await codeOf(`${groups()}/Mapped?space=Trial`)).toBe('not-found')
  })

  test('W07: somebody invited is not in a group before they come', async () => {
    await service.admin('PUT', '/organizations/acme', { preset: 'twenty', displayName: 'Acme' })
    await service.admin('PUT', '/organizations/acme/groups/Sales', {})
    await service.admin('PUT', '/organizations/acme/users/ada@example.com', {})
    const put = await service.admin('PUT', `${groups('ada@example.com')}/Sales`)
    expect([put.status, put.json['code']]).toEqual([409, 'never-signed-in'])
  })
})

describe('T34: the account role', () => {
  const user = '/organizations/acme/users/ada'

  test('is read from the IdP only if the connection says so, and shown', async () => {
    await furnishTorque(service, 'okta')
    await enter(service, { account_role: ['Account Admin'] })
    expect((await service.admin('GET', user)).json).toMatchObject({ accountRole: null, roles: [] })
    await enter(service, { account_role: ['Account Admin'] }, 'grace')
    await furnishSettings({ accountRole: true })
    await enter(service, { account_role: ['Account Admin'] }, 'hedy')
    expect((await service.admin('GET', '/organizations/acme/users/hedy')).json).toMatchObject({
      accountRole: 'Account Admin',
      roles: ['Account Admin'],
    })
  })

  const furnishSettings = async (settings: object) => {
    const { json } = await service.admin('GET', '/saml-connections/acme-sso')
    const { organization, idpEntityId, idpSsoUrl, certificates } = json
    await service.admin('PUT', '/saml-connections/acme-sso', {
      ...{ organization, idpEntityId, idpSsoUrl, certificates },
      settings: { idpInitiated: true, ...settings },
    })
  }

  test('can be given and taken here, if there is such a one, and survives a sign-in', async () => {
    await furnishTorque(service, 'okta')
    const cookie = await enter(service)
    const given = await service.admin('PUT', user, { accountRole: 'Account Member' })
    expect([given.status, given.json['accountRole']]).toEqual([200, 'Account Member'])
    expect((await landing(service, cookie))['roles']).toEqual(['Account Member'])
    await enter(service)
    expect((await service.admin('GET', user)).json['accountRole']).toBe('Account Member')
    expect((await service.admin('PUT', user, { spaces: [] })).json['accountRole']).toBe(
      'Account Member',
    )
    expect((await service.admin('PUT', user, { accountRole: null })).json['accountRole']).toBeNull()
    const unknown = await service.admin('PUT', user, { accountRole: 'Emperor' })
    expect([unknown.status, unknown.json['code'], unknown.json['path']]).toEqual([
      400,
      'unknown-role',
      'accountRole',
    ])
  })

  test('one that the organization has no more gives nothing', async () => {
    await furnishTorque(service, 'okta')
    const cookie = await enter(service)
    await service.admin('PUT', user, { accountRole: 'Account Member' })
    await service.admin('PUT', '/organizations/acme', { preset: 'torque', displayName: 'Acme' })
    expect((await landing(service, cookie))['roles']).toEqual([])
    expect((await service.admin('GET', user)).json['accountRole']).toBeNull()
  })

  test('a service that has none refuses it', async () => {
    await service.admin('PUT', '/organizations/acme', { preset: 'twenty', displayName: 'Acme' })
    const put = await service.admin('PUT', user, { accountRole: 'Admin' })
    expect([put.json['code'], put.json['path']]).toEqual(['access-not-given-here', 'accountRole'])
  })
})

test('T22: a role that the organization has no more leaves Space Member in its place', async () => {
  await furnishTorque(service, 'okta')
  const cookie = await enter(service, { space_name: ['Trial'], space_role: ['Space Developer'] })
  expect((await landing(service, cookie))['spaces']).toEqual(['Trial as Space Developer'])
  await service.admin('PUT', '/organizations/acme', {
    ...{ preset: 'torque', displayName: 'Acme', roles: ['Space Member'] },
  })
  expect((await landing(service, cookie))['spaces']).toEqual(['Trial as Space Member'])
  expect((await service.admin('GET', '/organizations/acme/users/ada')).json['places']).toEqual([
    { space: 'Trial', role: 'Space Member' },
  ])
})
