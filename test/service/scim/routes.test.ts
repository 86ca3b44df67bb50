/** SCIM over HTTP: who may ask, what is answered, and that what is refused changes nothing. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { join } from 'node:path'
import { openStore } from '../../../src/service/index.js'
import { addDirectory, group, patchOp, startTestDirectory, user } from './support.js'
import type { TestDirectory } from './support.js'

let directory: TestDirectory

const post = async (path: string, body: unknown): Promise<string> => {
  const { status, json, text } = await directory.scim(path, { method: 'POST', body })
  expect([status, text]).toEqual([201, expect.any(String)])
  return String(json['id'])
}
const patch = (path: string, ...operations: readonly unknown[]) =>
  directory.scim(path, { method: 'PATCH', body: patchOp(...operations) })
const total = async (filter: string): Promise<unknown> => {
  const path = `/Users?count=0&filter=${encodeURIComponent(filter)}`
  const { json, status, text } = await directory.scim(path)
  expect([status, text]).toEqual([200, expect.any(String)])
  return json['totalResults']
}
/** Somebody's standing in the organization. */
const stateOf = async (id: string): Promise<string | undefined> => {
  const found = await directory.store.people.find(id)
  return found?.state
}
const outcomeOf = ({ status, json }: { status: number; json: Record<string, unknown> }) =>
  [status, json['scimType']].filter((one) => one !== undefined).join(' ')

describe('under Torque', () => {
  beforeEach(async () => {
    directory = await startTestDirectory('torque')
  })
  afterEach(() => directory.close())

  test('there are users only, and discovery says so (T50)', async () => {
    const types = await directory.scim('/ResourceTypes')
    expect(types.json).toMatchObject({ totalResults: 1, Resources: [{ id: 'User' }] })
    expect((await directory.scim('/Schemas')).text).not.toContain('core:2.0:Group')
    const refused = await directory.scim('/Groups', { method: 'POST', body: group('Admins') })
    expect([refused.status, refused.json['status']]).toEqual([501, '501'])
    expect((await directory.scim('/Groups')).status).toBe(501)
  })

  test('the address is /api/scim and no other (T51)', async () => {
    const headers = { authorization: `Bearer ${directory.token}` }
    expect((await directory.get('/api/scim/Users', headers)).status).toBe(200)
    expect((await directory.get('/scim/acme/v2/Users', headers)).status).toBe(401)
    expect((await directory.get('/api/scim/v2/Users', headers)).status).toBe(404)
  })

  test('two directories at one address see nothing of each other', async () => {
    const other = await addDirectory(directory, 'torque', 'other')
    const id = await post('/Users', user('ada@example.com'))
    const theirs = await directory.scim('/Users', { token: other.token })
    expect(theirs.json['totalResults']).toBe(0)
    const method = 'DELETE'
    expect((await directory.scim(`/Users/${id}`, { method, token: other.token })).status).toBe(404)
    expect((await directory.scim(`/Users/${id}`)).status).toBe(200)
  })

  test('bare and doubled tokens are understood, and the log says what to mend (T54)', async () => {
    const { token } = directory
    for (const authorization of [token, `Bearer Bearer ${token}`, `bearer ${token}`]) {
      expect((await directory.get('/api/scim/Users', { authorization })).status).toBe(200)
    }
    const log = await directory.admin('GET', '/directories/acme/requests')
    const { items } = log.json as { items: { hint: string | null }[] }
    expect(items.map(({ hint }) => hint)).toEqual([
      null,
      expect.stringContaining('more than once'),
      expect.stringContaining('without the word'),
    ])
    expect(directory.logged.join('') + log.text).not.toContain(token)
  })

  test('401 is for tokens unknown, revoked or expired, 403 for the permission (T53)', async () => {
    const body = { permissions: ['Read Users'] }
    const weak = await directory.admin('PUT', '/directories/acme/tokens/weak', body)
    expect((await directory.scim('/Users', { token: String(weak.json['value']) })).status).toBe(403)
    const unknown = await directory.scim('/Users', { token: 'x'.repeat(43) })
    expect([unknown.status, unknown.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="scim", error="invalid_token"',
    ])
    expect((await directory.get('/api/scim/Users')).json['schemas']).toEqual([
      'urn:ietf:params:scim:api:messages:2.0:Error',
    ])
    directory.clock.advance(366 * 24 * 60)
    expect((await directory.scim('/Users')).status).toBe(401)
  })

  test('a token that another process revokes is refused from then on (T53)', async () => {
    for (const _ of [1, 2]) expect((await directory.scim('/Users')).status).toBe(200)
    const other = await openStore(`file:${join(directory.folder, 'mortise.db')}`)
    await other.transaction((tx) => tx.directoryTokens.remove('acme', 'first'))
    expect((await directory.scim('/Users')).status).toBe(401)
    await other.close()
  })

  test('DELETE leaves a tombstone: gone, and back under the same id (T59)', async () => {
    const id = await post('/Users', user('ada@example.com'))
    expect((await directory.scim(`/Users/${id}`, { method: 'DELETE' })).status).toBe(204)
    expect((await directory.scim(`/Users/${id}`)).status).toBe(404)
    expect(await total('userName eq "ada@example.com"')).toBe(0)
    expect(await post('/Users', user('Ada@Example.com'))).toBe(id)
    expect(await stateOf(id)).toBe('pending')
  })

  test('deactivated is still there to read; activated is pending under the same id', async () => {
    const id = await post('/Users', user('ada@example.com'))
    await patch(`/Users/${id}`, { op: 'replace', value: { active: false } })
    expect((await directory.scim(`/Users/${id}`)).json['active']).toBe(false)
    expect(await stateOf(id)).toBe('removed')
    await patch(`/Users/${id}`, { op: 'replace', value: { active: true } })
    expect(await stateOf(id)).toBe('pending')
  })
})

test('too many requests of a directory are 429 with Retry-After', async () => {
  const rates = { people: 1000, admin: 1000, scim: 3 }
  directory = await startTestDirectory('torque', { rates })
  for (const _ of [1, 2, 3]) expect((await directory.scim('/Users')).status).toBe(200)
  const refused = await directory.scim('/Users')
  expect([refused.status, refused.json['status']]).toEqual([429, '429'])
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  await directory.close()
})

describe('under SonarQube Cloud', () => {
  beforeAll(async () => {
    directory = await startTestDirectory('sonarqube-cloud')
  })
  afterAll(() => directory.close())

  test('concurrent changes of a group lose no member', async () => {
    const ids: string[] = []
    for (const n of Array.from({ length: 20 }, (_, index) => index))
      ids.push(await post('/Users', user(`racer-${n}@example.com`)))
    const first = await post('/Groups', group('Racers', ids.slice(0, 10)))
    await Promise.all(
      ids.map((value, index) =>
        index < 5
          ? patch(`/Groups/${first}`, { op: 'remove', path: `members[value eq "${value}"]` })
          : patch(`/Groups/${first}`, { op: 'add', path: 'members', value: [{ value }] }),
      ),
    )
    const { members } = (await directory.scim(`/Groups/${first}`)).json as {
      members: { value: string }[]
    }
    expect(members.map(({ value }) => value)).toEqual(ids.slice(5))
    const { groups } = (await directory.scim(`/Users/${ids[9]!}`)).json as { groups: unknown[] }
    expect(groups).toMatchObject([{ value: first, display: 'Racers' }])
    expect(await total(`groups.value eq "${first}"`)).toBe(15)
  })

  test('what is refused changes nothing, not even its first half', async () => {
    const id = await post('/Users', user('whole@example.com', { title: 'One' }))
    await post('/Users', user('taken@example.com'))
    const before = await directory.scim(`/Users/${id}`)
    const title = { op: 'replace', path: 'title', value: 'Two' }
    const refused = [
      await patch(`/Users/${id}`, title, { op: 'replace', path: 'nonsense', value: 1 }),
      await patch(`/Users/${id}`, title, { op: 'add', path: 'active', value: 'perhaps' }),
      await patch(`/Users/${id}`, title, {
        op: 'replace',
        path: 'userName',
        value: 'Taken@example.com',
      }),
      await directory.scim(`/Users/${id}`, { method: 'PUT', body: '{"schemas":' }),
      await directory.scim('/Users', { method: 'POST', body: user('TAKEN@example.com') }),
      await directory.scim('/Groups', { method: 'POST', body: group('Strangers', ['nobody']) }),
      await directory.scim('/Users?filter=userName eq'),
    ]
    expect(refused.map(outcomeOf)).toEqual([
      '400 invalidPath',
      '400 invalidValue',
      '409 uniqueness',
      '400 invalidSyntax',
      '409 uniqueness',
      '400 invalidValue',
      '400 invalidFilter',
    ])
    expect((await directory.scim(`/Users/${id}`)).json).toEqual(before.json)
    const groups = await directory.scim('/Groups?filter=displayName%20eq%20%22strangers%22')
    expect(groups.json['totalResults']).toBe(0)
  })

  test('versions: ETag, If-Match and If-None-Match', async () => {
    const id = await post('/Users', user('tagged@example.com'))
    const { headers } = await directory.scim(`/Users/${id}`)
    expect(headers.get('etag')).toBe('W/"1"')
    const known = await directory.scim(`/Users/${id}`, { headers: { 'if-none-match': 'W/"1"' } })
    expect([known.status, known.text]).toEqual([304, ''])
    const body = patchOp({ op: 'replace', path: 'title', value: 'x' })
    const stale = { method: 'PATCH', body, headers: { 'if-match': 'W/"7"' } }
    expect((await directory.scim(`/Users/${id}`, stale)).status).toBe(412)
    const fresh = { ...stale, headers: { 'if-match': 'W/"1"' } }
    const changed = await directory.scim(`/Users/${id}`, fresh)
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, 'W/"2"'])
  })

  test('cursors walk the whole, sorted or not, while people come and go', async () => {
    for (const n of [3, 1, 2, 5, 4])
      await post('/Users', user(`walker-${n}@example.com`, n === 5 ? {} : { title: `${n}` }))
    const walk = async (more: string): Promise<string[]> => {
      const seen: string[] = []
      for (let cursor: string | undefined = ''; cursor !== undefined;) {
        const path = `/Users?count=2&cursor=${cursor}&filter=userName%20sw%20%22walker%22${more}`
        const { json } = await directory.scim(path)
        expect(json['totalResults']).toBe(5)
        const page = json as { Resources: { userName: string }[]; nextCursor?: string }
        seen.push(...page.Resources.map(({ userName }) => userName.slice(7, 8)))
        cursor = page.nextCursor
      }
      return seen
    }
    expect(await walk('')).toEqual(['3', '1', '2', '5', '4'])
    expect(await walk('&sortBy=title')).toEqual(['1', '2', '3', '4', '5'])
    expect(await walk('&sortBy=title&sortOrder=descending')).toEqual(['5', '4', '3', '2', '1'])
    const forged = await directory.scim('/Users?cursor=AAAA')
    expect(outcomeOf(forged)).toBe('400 invalidCursor')
  })

  test('.search asks as GET does; at the root it asks people and groups', async () => {
    const filter = 'externalId eq "e-1"'
    await post('/Users', user('searched@example.com', { externalId: 'e-1' }))
    await post('/Groups', { ...group('Searched'), externalId: 'e-1' })
    const body = { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], filter }
    const totals = ['/Users/.search', '/Groups/.search', '/.search'].map(
      async (path) => (await directory.scim(path, { method: 'POST', body })).json['totalResults'],
    )
    expect(await Promise.all(totals)).toEqual([1, 1, 2])
  })

  test('Bulk: each operation whole or not at all, references resolved', async () => {
    const operation = (method: string, path: string, data: unknown, bulkId?: string) => ({
      ...{ method, path, data },
      ...(bulkId ? { bulkId } : {}),
    })
    const { status, json } = await directory.scim('/Bulk', {
      method: 'POST',
      body: {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
        Operations: [
          operation('POST', '/Groups', group('Bulk', ['bulkId:ada']), 'g'),
          operation('POST', '/Users', user('bulk-ada@example.com'), 'ada'),
          operation('POST', '/Users', user('BULK-ada@example.com'), 'twin'),
          operation('POST', '/Groups', group('None', ['bulkId:twin']), 'h'),
        ],
      },
    })
    const { Operations } = json as { Operations: { bulkId: string; status: string }[] }
    expect(status).toBe(200)
    expect(Object.fromEntries(Operations.map((one) => [one.bulkId, one.status]))).toEqual({
      ada: '201',
      g: '201',
      twin: '409',
      h: '400',
    })
    expect(await total('userName eq "bulk-ada@example.com" and groups.display eq "bulk"')).toBe(1)
  })

  test('/Me is refused properly; media types, methods and sizes too', async () => {
    expect((await directory.scim('/Me')).status).toBe(501)
    expect((await directory.scim('/Users', { method: 'DELETE' })).status).toBe(405)
    expect((await directory.scim('/Nothing')).status).toBe(404)
    const text = { method: 'POST', body: 'x', headers: { 'content-type': 'text/plain' } }
    expect((await directory.scim('/Users', text)).status).toBe(415)
    const large = { method: 'POST', body: 'x'.repeat(5_000_000) }
    expect((await directory.scim('/Users', large)).status).toBe(413)
    const plain = await directory.scim('/Users?count=0', {
      headers: { accept: 'application/json' },
    })
    expect(plain.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect((await directory.scim('/ServiceProviderConfig')).json).toMatchObject({
      bulk: { supported: true },
      etag: { supported: true },
    })
  })

  test('the request log tells the question and not about whom', async () => {
    await total('userName eq "secret@example.com"')
    const log = await directory.admin('GET', '/directories/acme/requests?limit=1')
    expect(log.json).toMatchObject({
      items: [{ method: 'GET', path: '/Users?count=0&filter=userName eq "…"', status: 200 }],
    })
    const id = await post('/Users', user('ada@example.com', { displayName: 'Ada Lovelace' }))
    await patch(
      `/Users/${id}`,
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'a@example.com' },
      { op: 'Replace', path: 'active', value: 'False' },
      { op: 'replace', path: 'phoneNumbers[value eq 555].value', value: 4711 },
    )
    await directory.scim(`/Users/${id}`, { method: 'PUT', body: 'Ada, 36' })
    const after = await directory.admin('GET', '/directories/acme/requests?limit=3')
    expect((after.json['items'] as { body: unknown }[]).map(({ body }) => body)).toEqual([
      '… not JSON, 7 characters',
      {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [
          { op: 'replace', path: 'emails[type eq "…"].value', value: '…' },
          { op: 'Replace', path: 'active', value: 'False' },
          { op: 'replace', path: 'phoneNumbers[value eq …].value', value: '…' },
        ],
      },
      {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        ...{ userName: '…', displayName: '…' },
      },
    ])
    expect(after.text).not.toMatch(/ada|example\.com|4711|555/i)
    const token = await directory.admin('GET', '/directories/acme/tokens/first')
    expect(token.json['lastUsedAt']).toBe(directory.clock.now().toISOString())
  })
})
