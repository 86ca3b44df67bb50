/** Provisioned people are people of the organization: listed, given spaces, renamed, put out and brought back (T52–T59, Q08, W09a). */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { assertTo, idpByHand } from '../forged.js'
import { cookieOf } from '../people.js'
import type { Answer } from '../support.js'
import { patchOp, startTestDirectory, user, type TestDirectory } from './support.js'

let directory: TestDirectory
afterEach(() => directory.close())

const post = async (body: object): Promise<string> => {
  const { status, json, text } = await directory.scim('/Users', { method: 'POST', body })
  expect([status, text]).toEqual([201, expect.any(String)])
  return String(json['id'])
}
const patch = (id: string, value: object) =>
  directory.scim(`/Users/${id}`, {
    method: 'PATCH',
    body: patchOp({ op: 'replace', value }),
  })
const person = (login: string): Promise<Answer> =>
  directory.admin('GET', `/organizations/acme/users/${encodeURIComponent(login)}`)

const enter = (subject: string, mail = subject) =>
  assertTo(directory, 'acme-okta', { subject, attributes: { email: [mail], name: ['A'] } })

async function signIn(subject: string, mail = subject): Promise<string> {
  const landed = await enter(subject, mail)
  expect([landed.status, landed.text]).toEqual([303, ''])
  return cookieOf(landed)
}

const isSignedIn = async (cookie: string): Promise<boolean> =>
  (await directory.get('/', { cookie, accept: 'application/json' })).status === 200

async function refusalOf(subject: string, mail = subject): Promise<string | undefined> {
  const { json } = await enter(subject, mail)
  const params = { reference: json.reference ?? '' }
  return (await directory.client.call('getSignInAttempt', { params })).finding?.code
}

async function start(preset: string, more: object = {}): Promise<void> {
  directory = await startTestDirectory(preset)
  await connect('acme-okta', more)
}

/** The connection of the tests' own IdP, enabled anew. */
async function connect(name: string, more: object = {}): Promise<void> {
  const made = await directory.admin('PUT', `/saml-connections/${name}`, {
    organization: 'acme',
    ...idpByHand(`https://idp.example/${name}`),
    settings: { idpInitiated: true },
    ...more,
  })
  expect([made.status, made.text]).toEqual([expect.any(Number), expect.stringContaining(name)])
  await directory.admin('DELETE', `/connections/${name}/activation`)
  const enabled = await directory.admin('PUT', `/connections/${name}/activation`, {
    override: { reason: 'tests of other things' },
  })
  expect([enabled.status, enabled.text]).toEqual([201, expect.any(String)])
}

describe('under Torque', () => {
  beforeEach(() => start('torque', { justInTimeProvisioning: false }))

  test('T55, T57: a pending person is listed, is put into a space, and keeps it at the first sign-in', async () => {
    await directory.admin('PUT', '/organizations/acme/spaces/Trial', {})
    const id = await post(user('Ada@example.com', { externalId: 'okta-1' }))
    expect((await person('ada@example.com')).json).toMatchObject({
      ...{ state: 'pending', userName: 'Ada@example.com', lastSignInAt: null, spaces: [] },
    })
    const given = await directory.admin('PUT', '/organizations/acme/users/ada@example.com', {
      spaces: [{ space: 'Trial', role: 'Space Developer' }],
    })
    expect([given.status, given.json['state']]).toEqual([200, 'pending'])
    const cookie = await signIn('ada@example.com')
    const seen = (await directory.get('/', { cookie, accept: 'application/json' })).json
    expect(seen['spaces']).toEqual(['Trial as Space Developer'])
    expect((await person('ada@example.com')).json['state']).toBe('active')
    expect((await directory.scim(`/Users/${id}`)).json['id']).toBe(id)
  })

  test('T56: by userName without case, then by externalId as the subject', async () => {
    await post(user('ada@example.com'))
    await post(user('grace.hopper', { externalId: 'nameid-7' }))
    await signIn('ADA@example.com')
    await signIn('nameid-7', 'grace@elsewhere.example')
    expect((await person('grace.hopper')).json['state']).toBe('active')
  })

  test.each([
    ['deactivated', (id: string) => patch(id, { active: false })],
    ['deleted', (id: string) => directory.scim(`/Users/${id}`, { method: 'DELETE' })],
  ])(
    'T58, T59: who is %s is out at once, has no place left, and comes back pending',
    async (_, act) => {
      await directory.admin('PUT', '/organizations/acme/spaces/Trial', {})
      const id = await post(user('ada@example.com'))
      await directory.admin('PUT', '/organizations/acme/users/ada@example.com', {
        spaces: [{ space: 'Trial', role: 'Space Developer' }],
      })
      const cookie = await signIn('ada@example.com')
      await act(id)
      expect(await isSignedIn(cookie)).toBe(false)
      expect(await refusalOf('ada@example.com')).toBe('user-removed')
      expect((await person('ada@example.com')).json).toMatchObject({ state: 'removed', spaces: [] })
      expect(await post(user('ada@example.com'))).toBe(id)
      expect((await person('ada@example.com')).json).toMatchObject({ state: 'pending', spaces: [] })
      // Whoever the IdP names now: accounts made anew have new identifiers.
      await signIn('new-nameid', 'ada@example.com')
      const { json } = await directory.admin('GET', `/directories/acme/decisions?user=${id}`)
      const items = json['items'] as { trace: { because: string; source: string }[] }[]
      expect(items.map(({ trace }) => trace[0]?.because)).toEqual([
        'SCIM: create → pending',
        expect.stringMatching(/^SCIM: de\w+ → removed$/),
        'SCIM: create → pending',
      ])
    },
  )

  test('T52: who was removed here stays provisioned there, stays out, and comes back by being provisioned anew', async () => {
    const id = await post(user('ada@example.com'))
    await signIn('ada@example.com')
    await directory.admin('DELETE', '/organizations/acme/users/ada@example.com')
    expect((await directory.scim(`/Users/${id}`)).json['active']).toBe(true)
    expect(await refusalOf('ada@example.com')).toBe('user-removed')
    await patch(id, { title: 'Countess' })
    expect(await refusalOf('ada@example.com')).toBe('user-removed')
    await patch(id, { active: false })
    await patch(id, { active: true })
    await signIn('ada@example.com')
  })

  test('who comes back pending was renamed in the directory, and is found by the new name only', async () => {
    const id = await post(user('ada@example.com'))
    await patch(id, { userName: 'lovelace@example.com' })
    expect(await refusalOf('ada@example.com')).toBe('user-unknown')
    await signIn('lovelace@example.com')
    expect((await person('lovelace@example.com')).json['state']).toBe('active')
  })

  test('with the directory go those who never signed in; who did stays', async () => {
    await post(user('ada@example.com'))
    await post(user('grace@example.com'))
    await signIn('ada@example.com')
    await directory.admin('DELETE', '/directories/acme')
    expect((await person('ada@example.com')).json['state']).toBe('active')
    expect((await person('grace@example.com')).status).toBe(404)
  })

  test('with the connection goes the sign-in; who is provisioned signs in anew by another', async () => {
    const id = await post(user('ada@example.com'))
    const cookie = await signIn('ada@example.com')
    await directory.admin('DELETE', '/saml-connections/acme-okta')
    expect(await isSignedIn(cookie)).toBe(false)
    expect((await person('ada@example.com')).json).toMatchObject({ state: 'pending' })
    await connect('acme-okta', { justInTimeProvisioning: false })
    await signIn('other-nameid', 'ada@example.com')
    await patch(id, { active: false })
    expect((await person('ada@example.com')).json).toMatchObject({ state: 'removed' })
  })
})

describe('under Qualified', () => {
  beforeEach(() => start('qualified'))

  test('Q08: deactivated is inactive, signed out and kept out; reactivated is what they were', async () => {
    const id = await post(user('ada@example.com'))
    const cookie = await signIn('ada@example.com')
    await patch(id, { active: false })
    expect(await isSignedIn(cookie)).toBe(false)
    expect(await refusalOf('ada@example.com')).toBe('user-inactive')
    expect((await person('ada@example.com')).json['state']).toBe('inactive')
    await patch(id, { active: true })
    expect((await person('ada@example.com')).json['state']).toBe('active')
    await signIn('ada@example.com')
  })

  test('Q08, Q08a: names and the primary e-mail are updated, and nothing else', async () => {
    const emails = [
      { value: 'home@example.com', type: 'home' },
      { value: 'work@example.com', type: 'work', primary: true },
    ]
    const id = await post(user('ada@example.com', { emails }))
    await patch(id, { name: { givenName: 'Ada', familyName: 'King' } })
    const value = { op: 'replace', path: 'emails[type eq "work"].value', value: 'ada@example.com' }
    await directory.scim(`/Users/${id}`, { method: 'PATCH', body: patchOp(value) })
    expect((await directory.scim(`/Users/${id}`)).json).toMatchObject({
      name: { givenName: 'Ada', familyName: 'King' },
      emails: [emails[0], { ...emails[1], value: 'ada@example.com' }],
      active: true,
    })
  })

  test('Q08, Q11: everybody can be imported, page by page, with integers', async () => {
    for (const n of Array.from({ length: 5 }, (_, index) => index))
      await post(user(`person-${n}@example.com`))
    const seen: string[] = []
    for (const startIndex of [1, 3, 5]) {
      const { json } = await directory.scim(`/Users?startIndex=${startIndex}&count=2`)
      expect(json).toMatchObject({ totalResults: 5, startIndex, itemsPerPage: expect.any(Number) })
      const page = json['Resources'] as { userName: string }[]
      seen.push(...page.map(({ userName }) => userName.slice(7, 8)))
    }
    expect(seen).toEqual(['0', '1', '2', '3', '4'])
  })

  test('Q09: a token needs the permission of API access', async () => {
    const weak = await directory.admin('PUT', '/directories/acme/tokens/weak', {
      permissions: ['read'],
    })
    const refused = await directory.scim('/Users', { token: String(weak.json['value']) })
    expect([refused.status, refused.json['detail']]).toEqual([
      403,
      expect.stringContaining('api-access'),
    ])
  })

  test('who signed in before the directory spoke of them is linked, not doubled, and stays active', async () => {
    await directory.admin('DELETE', '/directories/acme')
    await signIn('ada@example.com')
    const before = await directory.store.people.list('acme', { limit: 9 })
    await directory.admin('PUT', '/directories/acme', { organization: 'acme' })
    const token = await directory.admin('PUT', '/directories/acme/tokens/first', {})
    const ask = {
      method: 'POST',
      body: user('ADA@example.com'),
      token: String(token.json['value']),
    }
    expect((await directory.scim('/Users', ask)).status).toBe(201)
    const after = await directory.store.people.list('acme', { limit: 9 })
    expect(after.map(({ id, state }) => [id, state])).toEqual([[before[0]?.id, 'active']])
  })

  test('a name somebody else of the organization has is refused, at creation and afterwards', async () => {
    const other = await directory.admin('PUT', '/directories/other', { organization: 'acme' })
    expect(other.status).toBe(201)
    const token = await directory.admin('PUT', '/directories/other/tokens/t', {})
    const id = await post(user('ada@example.com'))
    const theirs = async (method: string, path: string, body: object) => {
      const response = await fetch(`${String(other.json['baseUrl'])}${path}`, {
        ...{ method, body: JSON.stringify(body) },
        headers: {
          authorization: `Bearer ${String(token.json['value'])}`,
          'content-type': 'application/json',
        },
      })
      return { status: response.status, json: (await response.json()) as Record<string, string> }
    }
    const taken = await theirs('POST', '/Users', user('ADA@example.com'))
    expect([taken.status, taken.json['scimType']]).toEqual([409, 'uniqueness'])
    const grace = await theirs('POST', '/Users', user('grace@example.com'))
    const renamed = await theirs(
      'PATCH',
      `/Users/${grace.json['id'] ?? ''}`,
      patchOp({ op: 'replace', path: 'userName', value: 'ada@example.com' }),
    )
    expect([renamed.status, renamed.json['scimType']]).toEqual([409, 'uniqueness'])
    expect((await directory.scim(`/Users/${id}`)).json['userName']).toBe('ada@example.com')
  })

  test('a directory of one connection provisions nobody who comes by another', async () => {
    await directory.admin('PUT', '/directories/acme', {
      ...{ organization: 'acme', connection: 'acme-okta' },
    })
    await connect('acme-entra')
    await post(user('ada@example.com'))
    const landed = await assertTo(directory, 'acme-entra', {
      subject: 'ada@example.com',
      attributes: { email: ['ada@example.com'], name: ['A'] },
    })
    const params = { reference: landed.json.reference ?? '' }
    const { finding } = await directory.client.call('getSignInAttempt', { params })
    expect(finding?.code).toBe('person-bound-elsewhere')
    await signIn('ada@example.com')
  })
})
