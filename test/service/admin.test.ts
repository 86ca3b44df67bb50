/** The admin API: every row of the contract, its conditions, and what it leaves on record. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { Validator } from '@seriousme/openapi-schema-validator'
import { routes, type Route } from '../../src/admin-api/index.js'
import { organizationInput, startTestService, type TestService } from './support.js'

let service: TestService
beforeEach(async () => {
  service = await startTestService()
})
afterEach(() => service.close())

const acme = '/organizations/acme'
const group = '/organizations/acme/groups/Engineers'
const put = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  service.admin('PUT', path, body, headers)
const changed = { ...organizationInput, displayName: 'Acme Inc.' }

describe('the token', () => {
  test.each([
    ['none', {}, 'token-missing'],
    ['another scheme', { authorization: 'Basic YTpi' }, 'token-missing'],
    ['a wrong one', { authorization: 'Bearer wrong' }, 'token-wrong'],
    ['one too long', { authorization: `Bearer ${'x'.repeat(5000)}` }, 'token-wrong'],
  ])('%s opens nothing below /admin/v1', async (_title, headers, code) => {
    for (const path of ['/organizations', '/openapi.json', '/nothing', '/organizations/%zz']) {
      const answer = await service.get(`/admin/v1${path}`, headers)
      if (path.endsWith('%zz')) expect(answer.status).toBe(400)
      else expect([answer.status, answer.json['code']]).toEqual([401, code])
      if (answer.status === 401) {
        expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm="mortise"/)
      }
    }
  })

  test('is asked for before the body is looked at', async () => {
    const response = await fetch(`${service.url}/admin/v1/organizations/acme`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: '{'.repeat(100_000),
    })
    expect(response.status).toBe(401)
  })

  test('a browser is answered no page', async () => {
    const answer = await service.get('/admin/v1/organizations', { accept: 'text/html' })
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
  })
})

describe('PUT', () => {
  test('creates, and creates groups within', async () => {
    const created = await put(acme, organizationInput)
    expect(created.status).toBe(201)
    expect(created.headers.get('etag')).toBe('"1"')
    expect(created.json).toMatchObject({ name: 'acme', ...organizationInput, version: 1 })
    expect((await put(group, {})).status).toBe(201)
    expect((await service.admin('GET', group)).json).toMatchObject({
      organization: 'acme',
      name: 'Engineers',
      idpIdentifier: null,
    })
  })

  test('replaces, and counts', async () => {
    await put(acme, organizationInput)
    service.clock.advance(5)
    const answer = await put(acme, changed)
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"2"'])
    const { createdAt, updatedAt } = answer.json as Record<string, string>
    expect(Date.parse(updatedAt!) - Date.parse(createdAt!)).toBe(5 * 60_000)
    expect((await service.admin('GET', acme)).json).toEqual(answer.json)
  })

  test('that changes nothing keeps version and time; the order of role rules is nothing', async () => {
    const rules = ['create-projects', 'execute-analysis'].map((role) => ({ group: 'A', role }))
    const first = await put(acme, { ...organizationInput, roleRules: rules })
    service.clock.advance(5)
    const again = await put(acme, { ...organizationInput, roleRules: [...rules].reverse() })
    expect([again.status, again.json]).toEqual([200, first.json])
    await put(group, {})
    service.clock.advance(5)
    expect((await put(group, { idpIdentifier: null })).json['version']).toBe(1)
    expect((await put(group, { idpIdentifier: 'a-guid' })).json['version']).toBe(2)
  })

  test('under If-Match changes only the version that was read', async () => {
    await put(acme, organizationInput)
    expect((await put(acme, changed, { 'if-match': '"1"' })).status).toBe(200)
    const late = await put(acme, organizationInput, { 'if-match': '"1"' })
    expect([late.status, late.json['code']]).toEqual([412, 'version-conflict'])
    expect(late.json['detail']).toContain('it is at version 2')
    expect((await put(acme, organizationInput, { 'if-match': '"1", "2"' })).status).toBe(200)
    expect((await put(acme, changed, { 'if-match': '*' })).status).toBe(200)
    expect((await put(acme, organizationInput, { 'if-match': 'W/"4"' })).status).toBe(412)
  })

  test('under If-Match does not create', async () => {
    for (const tag of ['"1"', '*']) {
      const answer = await put(acme, organizationInput, { 'if-match': tag })
      expect([answer.status, answer.json['code']]).toEqual([412, 'version-conflict'])
    }
  })

  test.each([
    ['if-match', '1'],
    ['if-match', '"1" "2"'],
    ['if-none-match', '"1"'],
    ['idempotency-key', 'a b'],
    ['idempotency-key', 'x'.repeat(256)],
  ])('refuses the header %s: %s', async (name, value) => {
    const answer = await put(acme, organizationInput, { [name]: value })
    expect([answer.status, answer.json['code']]).toEqual([400, 'invalid-input'])
  })

  test('of the same version by many at once succeeds for one', async () => {
    await put(acme, organizationInput)
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        put(acme, { ...changed, displayName: `Acme ${index}` }, { 'if-match': '"1"' }),
      ),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(9)
  })
})

describe('create only if absent', () => {
  const absent = (key?: string) => ({
    'if-none-match': '*',
    ...(key ? { 'idempotency-key': key } : {}),
  })

  test('refuses what exists', async () => {
    expect((await put(acme, organizationInput, absent('k1'))).status).toBe(201)
    for (const headers of [absent(), absent('k2')]) {
      const answer = await put(acme, organizationInput, headers)
      expect([answer.status, answer.json['code']]).toEqual([412, 'already-exists'])
    }
  })

  test('repeated with its key is the same create: an answer lost on its way costs nothing', async () => {
    const first = await put(acme, organizationInput, absent('k1'))
    service.clock.advance(1)
    const again = await put(acme, organizationInput, absent('k1'))
    expect([again.status, again.json]).toEqual([201, first.json])
    await put(group, {}, absent('k3'))
    expect((await put(group, {}, absent('k3'))).status).toBe(201)
    expect(await service.store.changes.list(10)).toHaveLength(2)
  })

  test('repeated with other content, or after a change, is refused', async () => {
    await put(acme, organizationInput, absent('k1'))
    expect((await put(acme, changed, absent('k1'))).status).toBe(412)
    await put(acme, changed)
    expect((await put(acme, changed, absent('k1'))).status).toBe(412)
  })

  test('by many at once succeeds for one, and for all of the same key', async () => {
    const race = (key: (index: number) => string) =>
      Promise.all(
        Array.from({ length: 8 }, (_, index) => put(acme, organizationInput, absent(key(index)))),
      )
    const different = await race((index) => `k${index}`)
    expect(different.filter(({ status }) => status === 201)).toHaveLength(1)
    await service.admin('DELETE', acme)
    const same = await race(() => 'same')
    expect(same.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 201))
  })
})

describe('DELETE', () => {
  test('removes, then says there is nothing', async () => {
    await put(acme, organizationInput)
    await put(group, {})
    const answer = await service.admin('DELETE', group)
    expect([answer.status, answer.text]).toEqual([204, ''])
    for (const path of [group, '/organizations/none', '/saml-connections/none']) {
      const missing = await service.admin('DELETE', path, undefined, { 'if-match': '"7"' })
      expect([missing.status, missing.json['code']]).toEqual([404, 'not-found'])
    }
  })

  test('under If-Match removes only the version that was read', async () => {
    await put(acme, organizationInput)
    await put(acme, changed)
    const remove = (tag: string) => service.admin('DELETE', acme, undefined, { 'if-match': tag })
    expect((await remove('"1"')).status).toBe(412)
    expect((await remove('"2"')).status).toBe(204)
  })

  test('of an organization takes its groups along', async () => {
    await put(acme, organizationInput)
    await put(group, {})
    await service.admin('DELETE', acme)
    await put(acme, organizationInput)
    expect((await service.admin('GET', group)).status).toBe(404)
  })
})

describe('what is not there', () => {
  test('an organization of a group is named as the fault', async () => {
    for (const answer of [
      await put('/organizations/none/groups/A', {}),
      await service.admin('GET', '/organizations/none/groups/A'),
      await service.admin('GET', '/organizations/none/groups'),
    ]) {
      expect(answer.json).toMatchObject({ status: 404, code: 'not-found', path: 'organization' })
    }
  })

  test('an attempt of that reference', async () => {
    expect((await service.admin('GET', '/sign-in-attempts/0123456789ab')).status).toBe(404)
    expect((await service.admin('GET', '/sign-in-attempts/SHOUT')).status).toBe(400)
  })
})

describe('faulty requests name the fault and change nothing', () => {
  test.each([
    ['no object', 'null', 'invalid-input', 400],
    ['an unknown field', { ...organizationInput, color: 'red' }, 'invalid-input', 400],
    ['an unknown preset', { ...organizationInput, preset: 'nope' }, 'unknown-preset', 400],
    [
      'an unknown role',
      { ...organizationInput, roleRules: [{ group: 'A', role: 'root' }] },
      'unknown-role',
      400,
    ],
    ['half a body', '{"preset":', 'request-malformed', 400],
    ['an empty body', '', 'request-malformed', 400],
    ['a poisoned prototype', '{"__proto__":{"a":1}}', 'request-malformed', 400],
    ['nine megabytes', `{"a":"${'x'.repeat(9 * 1024 * 1024)}"}`, 'body-too-large', 413],
  ])('%s', async (_title, body, code, status) => {
    const answer = await put(acme, body)
    expect([answer.status, answer.json['code']]).toEqual([status, code])
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    expect((await service.admin('GET', acme)).status).toBe(404)
  })

  test('another media type', async () => {
    const answer = await put(acme, '<a/>', { 'content-type': 'application/xml' })
    expect([answer.status, answer.json['code']]).toEqual([415, 'media-type-unsupported'])
  })

  test.each(['/organizations/Acme', '/organizations/a_b', `/organizations/${'a'.repeat(64)}`])(
    'the name in %s',
    async (path) => {
      const answer = await put(path, organizationInput)
      expect(answer.json).toMatchObject({ status: 400, code: 'invalid-input', path: 'name' })
    },
  )

  test.each(['limit=0', 'limit=1001', 'limit=ten', 'limit=1&limit=2'])('?%s', async (query) => {
    expect((await service.admin('GET', `/organizations?${query}`)).json['code']).toBe(
      'invalid-input',
    )
  })

  test('a preset never changes', async () => {
    await put(acme, organizationInput)
    // There is one preset so far; the record is put under another by hand.
    await service.store.transaction(async (tx) => {
      const record = await tx.organizations.find('acme')
      if (record) {
        await tx.organizations.replace({
          ...record,
          version: 2,
          input: { ...record.input, preset: 'another' },
        })
      }
    })
    const answer = await put(acme, organizationInput)
    expect(answer.json).toMatchObject({ status: 409, code: 'preset-fixed', path: 'preset' })
  })
})

describe('lists', () => {
  test('come by name, in pages that meet', async () => {
    for (const name of ['c', 'a', 'e', 'b', 'd']) {
      await put(`/organizations/${name}`, organizationInput)
    }
    const seen: string[] = []
    let next: string | null | undefined
    do {
      const page = await service.client.call('listOrganizations', {
        query: { limit: 2, ...(next ? { after: next } : {}) },
      })
      seen.push(...page.items.map(({ name }) => name))
      next = page.next
    } while (next)
    expect(seen).toEqual(['a', 'b', 'c', 'd', 'e'])
    const all = await service.client.call('listOrganizations', { query: { limit: 5 } })
    expect(all.next).toBeNull()
  })

  test('of groups: names as people write them', async () => {
    await put(acme, organizationInput)
    const names = ['R&D / Ops', 'Zoë', '100%', 'a?b#c', '...']
    for (const name of names) {
      await service.client.call('putGroup', { params: { organization: 'acme', name }, body: {} })
      const params = { organization: 'acme', name }
      expect((await service.client.call('getGroup', { params })).name).toBe(name)
    }
    const { items } = await service.client.call('listGroups', { params: { organization: 'acme' } })
    expect(items.map(({ name }) => name)).toEqual([...names].sort())
  })
})

test('every change leaves a row: who, what, when, from which version to which', async () => {
  await put(acme, organizationInput)
  await put(acme, organizationInput)
  await put(acme, changed)
  await put(group, {})
  await put(acme, organizationInput, { 'if-match': '"1"' })
  await service.admin('DELETE', group)
  await service.admin('DELETE', acme)
  const changes = [...(await service.store.changes.list(100))].reverse()
  expect(
    changes.map(({ action, object, before, after }) => [action, object, before, after]),
  ).toEqual([
    ['create', 'organizations/acme', null, 1],
    ['update', 'organizations/acme', 1, 2],
    ['create', 'organizations/acme/groups/Engineers', null, 1],
    ['delete', 'organizations/acme/groups/Engineers', 1, null],
    ['delete', 'organizations/acme', 2, null],
  ])
  expect(changes.every(({ actor }) => /^token:[0-9a-f]{8}$/.test(actor))).toBe(true)
  expect(changes[0]?.at).toBeInstanceOf(Date)
})

describe('the OpenAPI document', () => {
  test('is valid, and has every row of the contract', async () => {
    const { json, headers } = await service.admin('GET', '/openapi.json')
    expect(headers.get('content-type')).toContain('application/json')
    const validator = new Validator()
    expect(await validator.validate(json)).toMatchObject({ valid: true })
    expect(validator.version).toBe('3.1')
    const paths = json['paths'] as Record<string, Record<string, { operationId: string }>>
    for (const [name, route] of Object.entries<Route>(routes)) {
      expect(paths[route.path]?.[route.method.toLowerCase()]?.operationId).toBe(name)
    }
    expect(json['servers']).toEqual([{ url: `${service.url}/admin/v1` }])
  })

  test('every row is served', async () => {
    for (const route of Object.values<Route>(routes)) {
      const path = route.path.replace('{reference}', '0123456789ab').replace(/\{\w+\}/g, 'x')
      const answer = await service.admin(route.method, path, route.body ? {} : undefined)
      expect(answer.json['code']).not.toBe('no-such-route')
    }
  })
})
