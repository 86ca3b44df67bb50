/** What clients really send, line by line, over real HTTP: understood, and never more done than was asked. */
import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { group, patchOp, startTestDirectory, user, type TestDirectory } from './support.js'

let directory: TestDirectory
beforeAll(async () => {
  directory = await startTestDirectory('sonarqube-cloud')
})
afterAll(() => directory.close())

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

let people = 0
const fresh = (): string => `person-${(people += 1)}@example.com`

async function post(path: string, body: unknown): Promise<string> {
  const { status, json, text } = await directory.scim(path, { method: 'POST', body })
  expect([status, text]).toEqual([201, expect.any(String)])
  return String(json['id'])
}
const read = async (path: string) => (await directory.scim(path)).json
const patch = async (path: string, ...operations: readonly unknown[]): Promise<void> => {
  const { status, text } = await directory.scim(path, {
    method: 'PATCH',
    body: patchOp(...operations),
  })
  if (status !== 200) expect([status, text]).toEqual([204, ''])
}
const membersOf = async (id: string): Promise<string[]> => {
  const { members = [] } = (await read(`/Groups/${id}`)) as { members?: { value: string }[] }
  return members.map(({ value }) => value)
}
const search = async (filter: string) => {
  const { status, json } = await directory.scim(`/Users?filter=${encodeURIComponent(filter)}`)
  expect(status).toBe(200)
  return json as { totalResults: number; Resources: Record<string, unknown>[] }
}
const someone = (more: object = {}) => post('/Users', user(fresh(), more))
const people3 = () => Promise.all([someone(), someone(), someone()])

describe('Entra, default', () => {
  test.each(['Add', 'Replace'])('op "%s", capitalised', async (op) => {
    const id = await someone()
    await patch(`/Users/${id}`, { op, path: 'title', value: 'Guide' })
    expect(await read(`/Users/${id}`)).toMatchObject({ title: 'Guide' })
  })

  test('op "Remove", capitalised', async () => {
    const id = await someone({ title: 'Guide' })
    await patch(`/Users/${id}`, { op: 'Remove', path: 'title' })
    expect(await read(`/Users/${id}`)).not.toHaveProperty('title')
  })

  test('active as the strings "False" and "True"', async () => {
    const id = await someone()
    await patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'False' })
    expect(await read(`/Users/${id}`)).toMatchObject({ active: false })
    await patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'True' })
    expect(await read(`/Users/${id}`)).toMatchObject({ active: true })
  })

  test('members removed with path "members" and a value array: those, and never all', async () => {
    const [a, b, c] = await people3()
    const id = await post('/Groups', group('Removed by value', [a, b, c]))
    await patch(`/Groups/${id}`, {
      ...{ op: 'Remove', path: 'members' },
      value: [{ $ref: null, value: a }, { value: c }],
    })
    expect(await membersOf(id)).toEqual([b])
    await patch(`/Groups/${id}`, { op: 'Remove', path: 'members', value: [] })
    expect(await membersOf(id)).toEqual([b])
  })

  test('pathless values with dotted keys and full URNs', async () => {
    const id = await someone()
    const value = {
      ...{ 'name.givenName': 'Ada', 'name.familyName': 'King' },
      ...{ [`${enterprise}:department`]: 'Engines', displayName: 'Ada King' },
    }
    await patch(`/Users/${id}`, { op: 'Add', value })
    expect(await read(`/Users/${id}`)).toMatchObject({
      ...{ displayName: 'Ada King', name: { givenName: 'Ada', familyName: 'King' } },
      [enterprise]: { department: 'Engines' },
    })
  })

  test('emails[type eq "work"].value of an address that does not exist yet creates it', async () => {
    const home = { value: 'home@example.com', type: 'home' }
    const id = await someone({ emails: [home] })
    const path = 'emails[type eq "work"].value'
    await patch(`/Users/${id}`, { op: 'Replace', path, value: 'work@example.com' })
    expect((await read(`/Users/${id}`))['emails']).toEqual([
      home,
      { type: 'work', value: 'work@example.com' },
    ])
  })

  test('roles[primary eq "True"].value of a role that does not exist yet creates it', async () => {
    const id = await someone()
    const path = 'roles[primary eq "True"].value'
    await patch(`/Users/${id}`, { op: 'Add', path, value: 'Reader' })
    expect((await read(`/Users/${id}`))['roles']).toEqual([{ primary: true, value: 'Reader' }])
  })

  test('paths of the enterprise extension with the URN before them', async () => {
    const id = await someone()
    const path = `${enterprise}:employeeNumber`
    await patch(`/Users/${id}`, { op: 'Add', path, value: '701984' })
    expect((await read(`/Users/${id}`))[enterprise]).toEqual({ employeeNumber: '701984' })
  })

  test.each([
    ['a string', (manager: string) => manager],
    ['an array of $ref and value', (value: string) => [{ $ref: `../Users/${value}`, value }]],
  ])('manager as %s', async (_, wrap) => {
    const manager = await someone()
    const id = await someone()
    await patch(`/Users/${id}`, {
      ...{ op: 'Add', path: `${enterprise}:manager`, value: wrap(manager) },
    })
    expect((await read(`/Users/${id}`))[enterprise]).toMatchObject({ manager: { value: manager } })
  })

  test('role values as a JSON string', async () => {
    const id = await someone()
    const value = [{ value: '{"id":"1","value":"Admin","displayName":"Administrator"}' }]
    await patch(`/Users/${id}`, { op: 'Add', path: 'roles', value })
    expect((await read(`/Users/${id}`))['roles']).toEqual([
      { value: 'Admin', display: 'Administrator' },
    ])
  })

  test('null attributes on create are as if they were not there', async () => {
    const id = await someone({
      ...{ displayName: null, title: null, externalId: null },
      ...{ emails: [{ type: 'work', value: null, primary: true }], name: { givenName: null } },
    })
    const made = await read(`/Users/${id}`)
    for (const name of ['displayName', 'title', 'externalId', 'emails', 'name'])
      expect(made).not.toHaveProperty(name)
  })

  test('the old Group schema URI', async () => {
    const old = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'
    const id = await post('/Groups', { schemas: [old], displayName: 'Old', externalId: 'g-old' })
    expect(await read(`/Groups/${id}`)).toMatchObject({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    })
  })

  test('no User-Agent at all', async () => {
    const status = await new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${directory.token}` }
      const asked = httpRequest(`${directory.baseUrl}/Users?count=1`, { headers }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode))
      })
      expect(asked.getHeader('user-agent')).toBeUndefined()
      asked.on('error', reject).end()
    })
    expect(status).toBe(200)
  })
})

test('Entra with aadOptscim062020: members[value eq "…"] removes that one', async () => {
  const [a, b, c] = await people3()
  const id = await post('/Groups', group('Flagged', [a, b, c]))
  await patch(`/Groups/${id}`, { op: 'remove', path: `members[value eq "${b}"]` })
  expect(await membersOf(id)).toEqual([a, c])
})

describe('Entra, a cycle', () => {
  test('the connection test asks for somebody who is nobody: 200 and an empty list', async () => {
    const { json, status } = await directory.scim(
      '/Users?filter=userName%20eq%20%22c0ffee00-0000-4000-8000-000000000000%22',
    )
    expect([status, json]).toMatchObject([200, { totalResults: 0, Resources: [], itemsPerPage: 0 }])
  })

  test('a duplicate is 409 uniqueness, in any case of letters', async () => {
    const userName = fresh()
    await post('/Users', user(userName))
    const twin = { method: 'POST', body: user(userName.toUpperCase()) }
    const { status, json } = await directory.scim('/Users', twin)
    expect([status, json]).toMatchObject([409, { scimType: 'uniqueness', status: '409' }])
  })

  test('who was soft-deleted stays readable and findable, with active false', async () => {
    const userName = fresh()
    const id = await post('/Users', user(userName))
    await patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'False' })
    expect(await read(`/Users/${id}`)).toMatchObject({ id, active: false })
    const { Resources } = await search(`userName eq "${userName}"`)
    expect(Resources).toMatchObject([{ id, active: false }])
  })
})

describe('Okta', () => {
  test('startIndex and count are answered with integers, in a stable order', async () => {
    const ids = [await someone(), await someone(), await someone()]
    const walk = async () => {
      const seen: string[] = []
      for (let startIndex = 1; ; startIndex += 2) {
        const { json } = await directory.scim(`/Users?startIndex=${startIndex}&count=2`)
        const page = json as { totalResults: number; Resources: { id: string }[] }
        expect(json).toMatchObject({ startIndex, itemsPerPage: page.Resources.length })
        seen.push(...page.Resources.map(({ id }) => id))
        if (seen.length >= page.totalResults) return seen
      }
    }
    const first = await walk()
    expect(first.slice(-3)).toEqual(ids)
    expect(await walk()).toEqual(first)
    expect(new Set(first).size).toBe(first.length)
  })

  test('custom apps (AIW) PUT users whole', async () => {
    const userName = fresh()
    const id = await post('/Users', user(userName, { title: 'Guide', externalId: 'okta-aiw' }))
    const put = await directory.scim(`/Users/${id}`, {
      method: 'PUT',
      body: { ...user(userName, { displayName: 'Ada', active: false }), id, groups: [] },
    })
    expect(put.json).toMatchObject({
      id,
      active: false,
      displayName: 'Ada',
      externalId: 'okta-aiw',
    })
    expect(put.json).not.toHaveProperty('title')
  })

  test('catalogue apps (OIN) PATCH active without a path', async () => {
    const id = await someone()
    await patch(`/Users/${id}`, { op: 'replace', value: { active: false } })
    expect(await read(`/Users/${id}`)).toMatchObject({ active: false })
  })

  test('several operations in one PATCH of a group', async () => {
    const [a, b, c] = await people3()
    const id = await post('/Groups', group('Several', [a]))
    await patch(
      `/Groups/${id}`,
      { op: 'remove', path: `members[value eq "${a}"]` },
      { op: 'add', path: 'members', value: [{ value: b, display: 'b@example.com' }] },
      { op: 'add', path: 'members', value: [{ value: c }] },
      { op: 'replace', path: 'displayName', value: 'Several more' },
    )
    expect(await membersOf(id)).toEqual([b, c])
    expect(await read(`/Groups/${id}`)).toMatchObject({ displayName: 'Several more' })
  })

  test('a group is renamed without a path, carrying its id', async () => {
    const a = await someone()
    const id = await post('/Groups', group('Before', [a]))
    await patch(`/Groups/${id}`, { op: 'replace', value: { id, displayName: 'After' } })
    expect(await read(`/Groups/${id}`)).toMatchObject({ id, displayName: 'After' })
    expect(await membersOf(id)).toEqual([a])
  })

  test('the password it sends is accepted and kept nowhere', async () => {
    const id = await someone({ password: 'correct horse battery staple' })
    expect(JSON.stringify(await read(`/Users/${id}`))).not.toContain('horse')
    const log = await directory.admin('GET', '/directories/acme/requests?limit=5')
    expect(log.text + directory.logged.join('')).not.toContain('horse')
  })
})

describe('everywhere', () => {
  test('filters hold escaped quotes and backslashes', async () => {
    const displayName = 'Ada "the \\ first" Lovelace'
    const id = await someone({ displayName })
    const { Resources } = await search(`displayName eq ${JSON.stringify(displayName)}`)
    expect(Resources).toMatchObject([{ id, displayName }])
  })

  test.each([
    ['a bad filter', '/Users?filter=userName%20eqq%20%22a%22', undefined, 'invalidFilter', 'eqq'],
    ['malformed JSON', '/Users/{id}', '{"schemas":', 'invalidSyntax', 'JSON'],
    [
      'an unknown path',
      '/Users/{id}',
      patchOp({ op: 'replace', path: 'title', value: 'x' }, { op: 'add', path: 'shoe', value: 1 }),
      'invalidPath',
      'shoe',
    ],
    [
      'a value of the wrong type',
      '/Users/{id}',
      patchOp({ op: 'replace', path: 'active', value: 'perhaps' }),
      'invalidValue',
      'active',
    ],
    [
      'a read-only attribute',
      '/Users/{id}',
      patchOp({ op: 'replace', path: 'id', value: 'another' }),
      'mutability',
      'id',
    ],
    [
      'a filter that finds no element',
      '/Users/{id}',
      patchOp({ op: 'replace', path: 'emails[value eq "nobody"].value', value: 'x@example.com' }),
      'noTarget',
      'emails',
    ],
  ])(
    'T63: %s is 400 with its scimType and a detail that says what, and changes nothing',
    async (_, path, body, scimType, what) => {
      const id = await someone({ title: 'Guide' })
      const before = await read(`/Users/${id}`)
      const { status, json } = await directory.scim(
        path.replace('{id}', id),
        body === undefined ? {} : { method: 'PATCH', body },
      )
      expect([status, json]).toMatchObject([400, { status: '400', scimType }])
      expect(json['detail']).toContain(what)
      expect(await read(`/Users/${id}`)).toEqual(before)
    },
  )

  test('adding a member twice is no error, and one membership', async () => {
    const a = await someone()
    const id = await post('/Groups', group('Twice', [a]))
    const add = { op: 'add', path: 'members', value: [{ value: a }, { value: a }] }
    await patch(`/Groups/${id}`, add, add)
    expect(await membersOf(id)).toEqual([a])
  })

  test('fifty at once change one group, by every manner of PATCH: nobody is lost', async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, () => someone()))
    const id = await post('/Groups', group('Raced', ids.slice(0, 10)))
    const manners = [
      (value: string) => ({ op: 'add', path: 'members', value: [{ value }] }),
      (value: string) => ({ op: 'Add', path: 'members', value: { value } }),
      (value: string) => ({ op: 'add', value: { members: [{ value }] } }),
    ]
    await Promise.all(
      ids.map((value, index) => {
        if (index >= 10) return patch(`/Groups/${id}`, manners[index % 3]!(value))
        const remove =
          index % 2 === 0
            ? { op: 'Remove', path: 'members', value: [{ value }] }
            : { op: 'remove', path: `members[value eq "${value}"]` }
        return patch(`/Groups/${id}`, remove)
      }),
    )
    expect((await membersOf(id)).sort()).toEqual(ids.slice(10).sort())
  })

  test('well above 25 requests a second pass: a minute’s worth of Entra at once', async () => {
    const ordinary = await startTestDirectory('torque', { rates: { people: 600, admin: 6000 } })
    const asked = Array.from({ length: 40 }, async () => {
      const statuses: number[] = []
      for (let n = 0; n < 40; n++) statuses.push((await ordinary.scim('/Users?count=1')).status)
      return statuses
    })
    const statuses = (await Promise.all(asked)).flat()
    expect(statuses.filter((status) => status !== 200)).toEqual([])
    expect(statuses.length).toBeGreaterThan(25 * 60)
    await ordinary.close()
  })
})
