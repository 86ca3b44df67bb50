/** Torque end to end: spaces and roles by position, what later sign-ins change, and the line its page promises in the log. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { assertTo, idpByHand } from './forged.js'
import { cookieOf, enable } from './people.js'
import { startTestService, type TestService } from './support.js'

const entra = 'https://sts.windows.net/5a7f1c2e-0000-4000-8000-000000000000/'
let service: TestService

beforeEach(async () => {
  service = await startTestService()
  await service.admin('PUT', '/organizations/acme', organization)
  for (const name of ['Trial', 'DevOps']) await space(name)
  await connect()
  await breakGlass()
  await enable(service, 'acme-entra')
})
afterEach(() => service.close())

/** T74: no connection is enabled before somebody has entered without it. */
async function breakGlass(): Promise<void> {
  const at = service.clock.now()
  const password = { passwordHash: 'unused', passwordSetAt: at, passwordWorkedAt: at }
  await service.store.transaction((tx) =>
    tx.administrators.insert({
      ...{ id: 'root', organization: 'acme', email: 'root@acme.example' },
      ...{ input: { displayName: 'Root' }, ...password },
      ...{ version: 1, createdAt: at, updatedAt: at, creationKey: null },
    }),
  )
}

const organization = {
  preset: 'torque',
  displayName: 'Acme',
  roles: ['Space Member', 'Space Developer'],
}
const space = (name: string) => service.admin('PUT', `/organizations/acme/spaces/${name}`, {})
const connect = (settings: object = {}) =>
  service.admin('PUT', '/saml-connections/acme-entra', {
    organization: 'acme',
    ...idpByHand(entra),
    settings: { idpInitiated: true, ...settings },
  })

type Attributes = Readonly<Record<string, readonly string[]>>

const enter = (attributes: Attributes) =>
  assertTo(service, 'acme-entra', {
    subject: 'ada@example.com',
    attributes: { email: ['ada@example.com'], name: ['Ada'], ...attributes },
  })

async function landing(attributes: Attributes) {
  const landed = await enter(attributes)
  expect([landed.status, landed.text]).toEqual([303, ''])
  const cookie = cookieOf(landed)
  return { cookie, seen: await see(cookie) }
}

const see = async (cookie: string) =>
  (await service.get('/', { cookie, accept: 'application/json' })).json

const lists = (spaceNames: string, roles: string): Attributes => ({
  space_name: [spaceNames],
  space_role: [roles],
})

describe('spaces and roles', () => {
  test('T13: two lists are paired by position, and the page says why', async () => {
    const { seen } = await landing(lists('Trial,DevOps', 'Space Member,Space Developer'))
    expect(seen['spaces']).toEqual(['DevOps as Space Developer', 'Trial as Space Member'])
    expect(seen['trace']).toContainEqual(
      expect.objectContaining({ effect: 'gave', kind: 'space', subject: 'Trial as Space Member' }),
    )
  })

  test('T20, T25: one role is for all, unknown spaces are left out and told', async () => {
    const { seen } = await landing(lists('Nowhere,DevOps', 'Space Developer'))
    expect(seen['spaces']).toEqual(['DevOps as Space Developer'])
    expect(JSON.stringify(seen['trace'])).toContain('Nowhere')
  })

  test('T31: later sign-ins leave spaces and roles as they are', async () => {
    await landing(lists('Trial', 'Space Developer'))
    const { seen } = await landing(lists('DevOps', 'Space Member'))
    expect(seen['spaces']).toEqual(['Trial as Space Developer'])
    expect(seen['trace']).toContainEqual(expect.objectContaining({ source: 'T31' }))
  })

  test('T31: unless the connection updates them', async () => {
    await landing(lists('Trial', 'Space Developer'))
    await connect({ updateAccess: true })
    const { seen } = await landing(lists('DevOps', 'Space Member'))
    expect(seen['spaces']).toEqual(['DevOps as Space Member'])
    expect(seen['trace']).toContainEqual(
      expect.objectContaining({ effect: 'took', subject: 'Trial as Space Developer' }),
    )
  })

  test('T32: contact details and timezone are refreshed all the same', async () => {
    await landing({ ...lists('Trial', 'Space Developer'), timezone: ['Europe/Berlin'] })
    const { seen } = await landing({ name: ['Ada King'], timezone: ['Mars/Base'] })
    expect(seen).toMatchObject({ user: { name: 'Ada King' } })
    const [person] = await service.store.people.list('acme', { limit: 5 })
    expect(person).toMatchObject({ timezone: 'Europe/Berlin', state: 'active' })
    const asked = await landing({ timezone: ['Asia/Tokyo'] })
    expect(JSON.stringify(asked.seen['trace'])).not.toContain('T12a')
    expect((await service.store.people.list('acme', { limit: 5 }))[0]?.timezone).toBe('Asia/Tokyo')
  })

  test('T72: who comes without a space enters the default one', async () => {
    await service.admin('PUT', '/organizations/acme', {
      ...organization,
      ...{ defaultSpace: 'Trial', defaultRole: 'Space Developer' },
    })
    expect((await landing({})).seen['spaces']).toEqual(['Trial as Space Developer'])
  })

  test('a space removed is left at once, and does not come back with its name', async () => {
    const { cookie } = await landing(lists('Trial,DevOps', 'Space Member'))
    await service.admin('DELETE', '/organizations/acme/spaces/DevOps')
    const seen = await see(cookie)
    expect(seen['spaces']).toEqual(['Trial as Space Member'])
    expect(seen['trace']).toContainEqual(
      expect.objectContaining({ effect: 'took', subject: 'DevOps as Space Member' }),
    )
    await space('DevOps')
    expect((await landing({})).seen['spaces']).toEqual(['Trial as Space Member'])
  })
})

describe('T48: the log says Valid login through AzureAD Idp detected', () => {
  const lines = () => service.logged.filter((line) => line.includes('AzureAD Idp'))

  test('with the groups received', async () => {
    await landing({ groups: ['11111111-2222', '33333333-4444'] })
    expect(lines()).toHaveLength(1)
    expect(lines()[0]).toContain(
      'Valid login through AzureAD Idp detected; groups: 11111111-2222, 33333333-4444',
    )
  })

  test('and not for another IdP, nor for a sign-in refused', async () => {
    await connect({ idpKind: 'okta' })
    await landing({ groups: ['a'] })
    await connect({ idpInitiated: false })
    expect((await enter({})).status).toBe(403)
    expect(lines()).toEqual([])
  })
})
