/** What any store must hold, as one suite: run by each store's own test with a way to open the same data as often as asked. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type {
  ActivationRecord,
  AdministratorRecord,
  AuthnRequest,
  ConnectionTest,
  DomainRecord,
  OrganizationRecord,
  PersonRecord,
  SamlConnectionRecord,
  Session,
  User,
} from '../../src/service/store/records.js'
import type { Store, Transaction } from '../../src/service/store/store.js'
import { directoriesHold } from './directories.js'

/** Opens the data of this test: a second opening is another process's view of it. */
export type OpenStore = () => Promise<Store>

const at = (minutes: number): Date => new Date(Date.UTC(2026, 0, 1, 12, minutes))

export const organization = (name: string, version = 1): OrganizationRecord => ({
  name,
  input: {
    preset: 'sonarqube-cloud',
    displayName: name.toUpperCase(),
    roleRules: [{ group: 'Admins', role: 'create-projects' }],
  },
  version,
  createdAt: at(0),
  updatedAt: at(version),
  creationKey: 'key-1',
})

const group = (name: string) => ({
  organization: 'acme',
  name,
  input: { idpIdentifier: null },
  version: 1,
  createdAt: at(0),
  updatedAt: at(0),
  creationKey: null,
})

const connection = (name: string): SamlConnectionRecord => ({
  name,
  input: {
    organization: 'acme',
    idpMetadataUrl: 'https://idp.example/metadata',
    idpMetadataXml: null,
    idpEntityId: null,
    idpSsoUrl: null,
    certificates: [],
    attributeMapping: { name: 'displayName' },
    justInTimeProvisioning: true,
  },
  idp: {
    entityId: 'https://idp.example',
    ssoUrl: 'https://idp.example/sso',
    certificates: ['PEM'],
    readAt: at(0).toISOString(),
  },
  version: 1,
  createdAt: at(0),
  updatedAt: at(0),
  creationKey: null,
})

const user = (id: string, subject = id): User => ({
  id,
  connection: 'okta',
  idpEntityId: 'https://idp.example',
  subject,
  login: subject,
  name: `Name of ${subject}`,
  email: `${subject}@example.com`,
  createdAt: at(0),
  lastSignInAt: at(0),
})

const space = (name: string) => ({ ...group(name), input: { displayName: null } })

export const person = (id: string, more: Partial<PersonRecord> = {}): PersonRecord => ({
  ...{ id, organization: 'acme', state: 'active', login: id, userName: `${id}@Example.com` },
  ...{ externalId: null, timezone: null, accountRole: null, roles: null, creationKey: null },
  identity: { connection: 'okta', idpEntityId: 'https://idp.example', subject: id },
  spaces: [{ space: 'Trial', role: 'Admin' }],
  ...{ version: 1, createdAt: at(0), updatedAt: at(0) },
  ...more,
})

const session = (tokenHash: string, userId: string): Session => ({
  tokenHash,
  holder: { kind: 'user', id: userId },
  trace: [{ effect: 'gave', kind: 'group', subject: 'Admins', because: 'it is so', source: 'S61' }],
  createdAt: at(0),
  lastSeenAt: at(0),
  expiresAt: at(50),
})

export const request = (id: string): AuthnRequest => ({
  id,
  connection: 'okta',
  relayState: '/projects',
  browserHash: null,
  test: null,
  createdAt: at(0),
  expiresAt: at(10),
})

const managed = { version: 1, createdAt: at(0), updatedAt: at(0), creationKey: null }

const connectionTest = (id: string, more: Partial<ConnectionTest> = {}): ConnectionTest => ({
  ...{ id, connection: 'okta', configDigest: 'd1', tokenHash: `token of ${id}`, holderHash: null },
  ...{ createdAt: at(0), expiresAt: at(10) },
  ...{ outcome: null, finishedAt: null, finding: null, result: null },
  ...more,
})

const passed = (id: string, configDigest: string, minutes: number) => ({
  ...{ id, configDigest, outcome: 'passed' as const, finishedAt: at(minutes), finding: null },
  result: {
    ...{ subject: 'ada', claims: { mail: ['ada@example.com'] }, profile: null, decision: null },
    ...{ admission: null, checks: [], trace: [] },
  },
})

const activation = (version = 1): ActivationRecord => ({
  ...managed,
  ...{ connection: 'okta', input: { override: null }, configDigest: 'd1' },
  ...{ idp: 'https://idp.example', version },
})

const administrator = (email: string, more: Partial<AdministratorRecord> = {}) => ({
  ...managed,
  ...{ id: `id of ${email}`, organization: 'acme', email, input: { displayName: 'A' } },
  ...{ passwordHash: null, passwordSetAt: null, passwordWorkedAt: null },
  ...more,
})

const domain = (organization: string, more: Partial<DomainRecord> = {}): DomainRecord => ({
  ...managed,
  ...{ organization, name: 'acme.example', input: { connection: null } },
  ...{ recordValue: `proof of ${organization}`, verifiedAt: null },
  ...more,
})

/** An organization with a group, a connection and a signed-in user. */
export async function furnish(tx: Transaction): Promise<void> {
  await tx.organizations.insert(organization('acme'))
  await tx.groups.insert(group('Admins'))
  await tx.samlConnections.insert(connection('okta'))
  await tx.users.insert(user('u1'))
  await tx.users.replaceGroups('u1', 'acme', [{ name: 'Admins' }])
  await tx.sessions.insert(session('hash-1', 'u1'))
  await tx.authnRequests.record(request('_r1'))
}

export function storeConformance(title: string, prepare: () => OpenStore): void {
  describe(`${title} holds the contract of a store`, () => {
    let open: OpenStore
    let store: Store

    beforeEach(async () => {
      open = prepare()
      store = await open()
    })
    afterEach(() => store.close())

    describe('transactions', () => {
      test('what was committed is read back equal, by another opening too', async () => {
        await store.transaction(furnish)
        const other = await open()
        for (const reads of [store, other]) {
          expect(await reads.organizations.find('acme')).toEqual(organization('acme'))
          expect(await reads.groups.find('acme', { name: 'Admins' })).toEqual(group('Admins'))
          expect(await reads.samlConnections.find('okta')).toEqual(connection('okta'))
          expect(await reads.users.get('u1')).toEqual(user('u1'))
          expect(await reads.sessions.find('hash-1')).toEqual(session('hash-1', 'u1'))
          expect(await reads.authnRequests.find('_r1')).toEqual(request('_r1'))
        }
        await other.close()
      })

      test('what throws leaves nothing behind, and the error comes through', async () => {
        const failing = store.transaction(async (tx) => {
          await furnish(tx)
          throw new Error('no')
        })
        await expect(failing).rejects.toThrow('no')
        expect(await store.organizations.find('acme')).toBeUndefined()
        await store.transaction(furnish)
        expect(await store.organizations.find('acme')).toBeDefined()
      })

      test('nobody outside sees what is not committed', async () => {
        await store.transaction(async (tx) => {
          await tx.organizations.insert(organization('acme'))
          expect(await tx.organizations.find('acme')).toBeDefined()
          expect(await store.organizations.find('acme')).toBeUndefined()
        })
        expect(await store.organizations.find('acme')).toBeDefined()
      })

      test('a transaction cannot be used after it has ended', async () => {
        const kept = await store.transaction(async (tx) => tx)
        await expect(kept.organizations.insert(organization('late'))).rejects.toThrow('ended')
        // Nor for what it has read before, and would remember.
        await store.transaction((tx) => tx.organizations.insert(organization('known')))
        const known = await store.transaction(async (tx) => {
          await tx.organizations.find('known')
          return tx
        })
        await expect(known.organizations.find('known')).rejects.toThrow('has ended')
      })

      test('of many begun together each stands or falls alone, and who is told of one reads it', async () => {
        const names = ['a', 'b', 'c', 'd', 'e']
        const outcomes = names.map((name, index) =>
          store
            .transaction(async (tx) => {
              await tx.organizations.insert(organization(name))
              if (index % 2 === 1) throw new Error(`not ${name}`)
              return name
            })
            .then(async (done) => (await store.organizations.find(done))?.name)
            .catch((error: unknown) => (error as Error).message),
        )
        expect(await Promise.all(outcomes)).toEqual(['a', 'not b', 'c', 'not d', 'e'])
        const left = await store.organizations.list({ limit: 9 })
        expect(left.map(({ name }) => name)).toEqual(['a', 'c', 'e'])
      })

      test('a read after a commit sees it, whichever opening wrote it, and whatever was read before', async () => {
        const other = await open()
        expect(await store.organizations.find('acme')).toBeUndefined()
        await other.transaction(furnish)
        expect(await store.organizations.find('acme')).toEqual(organization('acme'))
        await store.transaction((tx) => tx.organizations.insert(organization('globex')))
        expect(await other.organizations.find('globex')).toEqual(organization('globex'))
        await other.close()
      })

      test('many at once never interleave, across two openings', async () => {
        const other = await open()
        await store.transaction((tx) => tx.organizations.insert(organization('acme')))
        const increment = (through: Store) =>
          through.transaction(async (tx) => {
            const known = await tx.organizations.find('acme')
            await new Promise(setImmediate)
            return tx.organizations.replace(organization('acme', (known?.version ?? 0) + 1))
          })
        const done = await Promise.all(
          Array.from({ length: 40 }, (_, index) => increment(index % 2 ? store : other)),
        )
        expect(done.every(Boolean)).toBe(true)
        expect((await store.organizations.find('acme'))?.version).toBe(41)
        await other.close()
      })
    })

    describe('managed objects', () => {
      test('a name is given once', async () => {
        await store.transaction(furnish)
        const again = await store.transaction(async (tx) => [
          await tx.organizations.insert(organization('acme')),
          await tx.groups.insert(group('Admins')),
          await tx.samlConnections.insert(connection('okta')),
        ])
        expect(again).toEqual([false, false, false])
      })

      test('a replacement must follow the version that is there', async () => {
        await store.transaction(furnish)
        const outcomes = await store.transaction(async (tx) => [
          await tx.organizations.replace(organization('acme', 3)),
          await tx.organizations.replace(organization('acme', 2)),
          await tx.organizations.replace(organization('acme', 2)),
          await tx.samlConnections.replace({ ...connection('okta'), version: 5 }),
          await tx.groups.replace({ ...group('Admins'), version: 2 }),
        ])
        expect(outcomes).toEqual([false, true, false, false, true])
        expect(await store.organizations.find('acme')).toEqual(organization('acme', 2))
      })

      test('lists come by name, in pages', async () => {
        await store.transaction(async (tx) => {
          for (const name of ['c', 'a', 'b-2', 'b'])
            await tx.organizations.insert(organization(name))
        })
        const names = async (after: string | undefined, limit: number) =>
          (await store.organizations.list({ after, limit })).map(({ name }) => name)
        expect(await names(undefined, 10)).toEqual(['a', 'b', 'b-2', 'c'])
        expect(await names(undefined, 2)).toEqual(['a', 'b'])
        expect(await names('b', 2)).toEqual(['b-2', 'c'])
        expect(await names('zz', 2)).toEqual([])
      })

      test('reading metadata again changes the time of reading and no version', async () => {
        await store.transaction(furnish)
        await store.transaction((tx) => tx.samlConnections.recordReading('okta', at(9)))
        const after = await store.samlConnections.find('okta')
        expect(after?.idp.readAt).toBe(at(9).toISOString())
        expect(after?.version).toBe(1)
      })
    })

    describe('what belongs to what', () => {
      test('an organization with connections stays, even if nobody checked', async () => {
        await store.transaction(furnish)
        await expect(store.transaction((tx) => tx.organizations.remove('acme'))).rejects.toThrow()
        expect(await store.organizations.find('acme')).toBeDefined()
      })

      test('users, sessions and requests go with their connection, groups with their organization', async () => {
        await store.transaction(furnish)
        await store.transaction((tx) => tx.samlConnections.remove('okta'))
        expect(await store.users.find(user('u1'))).toBeUndefined()
        expect(await store.sessions.find('hash-1')).toBeUndefined()
        expect(await store.authnRequests.find('_r1')).toBeUndefined()
        await store.transaction((tx) => tx.organizations.remove('acme'))
        expect(await store.groups.find('acme', { name: 'Admins' })).toBeUndefined()
      })

      test('memberships go with their group', async () => {
        await store.transaction(furnish)
        expect(await store.users.groupsOf('u1')).toEqual([{ name: 'Admins', space: null }])
        await store.transaction((tx) => tx.groups.remove('acme', { name: 'Admins' }))
        expect(await store.users.groupsOf('u1')).toEqual([])
      })

      test('all groups are those of the moment, whatever was rolled back or written elsewhere', async () => {
        const names = async (reads: Pick<Store, 'groups'> = store) =>
          (await reads.groups.meant('acme')).map(({ name }) => name)
        await store.transaction(furnish)
        expect(await store.groups.meant('acme')).toEqual([
          { organization: 'acme', name: 'Admins', idpIdentifier: null },
        ])
        const undone = store.transaction(async (tx) => {
          await tx.groups.insert(group('Members'))
          expect(await names(tx)).toEqual(['Admins', 'Members'])
          throw new Error('no')
        })
        await expect(undone).rejects.toThrow('no')
        expect(await names()).toEqual(['Admins'])
        const other = await open()
        await other.transaction((tx) => tx.groups.insert(group('Builders')))
        expect([await names(), await names(other)]).toEqual([
          ['Admins', 'Builders'],
          ['Admins', 'Builders'],
        ])
        const input = { idpIdentifier: 'guid' }
        await other.transaction((tx) =>
          tx.groups.replace({ ...group('Admins'), input, version: 2 }),
        )
        expect((await store.groups.meant('acme'))[0]).toMatchObject(input)
        await store.transaction((tx) => tx.groups.remove('acme', { name: 'Admins' }))
        expect([await names(), await names(other)]).toEqual([['Builders'], ['Builders']])
        await other.close()
      })

      test('the configuration is that of the moment, whatever was rolled back or written elsewhere', async () => {
        type Configured = Pick<
          Store,
          'organizations' | 'samlConnections' | 'activations' | 'spaces'
        >
        const now = async (reads: Configured = store) => [
          (await reads.organizations.find('acme'))?.version,
          (await reads.samlConnections.find('okta'))?.version,
          (await reads.activations.find('okta'))?.version,
          (await reads.spaces.names('acme')).length,
        ]
        await store.transaction(furnish)
        expect(await now()).toEqual([1, 1, undefined, 0])
        const undone = store.transaction(async (tx) => {
          await tx.organizations.replace(organization('acme', 2))
          expect(await now(tx)).toEqual([2, 1, undefined, 0])
          await tx.samlConnections.replace({ ...connection('okta'), version: 2 })
          await tx.activations.insert(activation())
          await tx.spaces.insert(space('Trial'))
          expect(await now(tx)).toEqual([2, 2, 1, 1])
          throw new Error('no')
        })
        await expect(undone).rejects.toThrow('no')
        expect(await now()).toEqual([1, 1, undefined, 0])
        const other = await open()
        await other.transaction(async (tx) => {
          await tx.samlConnections.replace({ ...connection('okta'), version: 2 })
          await tx.activations.insert(activation())
          await tx.spaces.insert(space('Trial'))
        })
        expect([await now(), await now(other)]).toEqual(Array(2).fill([1, 2, 1, 1]))
        await store.transaction((tx) => tx.samlConnections.remove('okta'))
        expect([await now(), await now(other)]).toEqual(Array(2).fill([1, undefined, undefined, 1]))
        await other.close()
      })

      test('a person is in groups of the organization only', async () => {
        await store.transaction(furnish)
        const foreign = store.transaction((tx) =>
          tx.users.replaceGroups('u1', 'acme', [{ name: 'Nowhere' }]),
        )
        await expect(foreign).rejects.toThrow()
        expect(await store.users.groupsOf('u1')).toEqual([{ name: 'Admins', space: null }])
      })

      test('the same subject of another IdP is another person', async () => {
        await store.transaction(furnish)
        const identity = { ...user('u1'), idpEntityId: 'https://other.example' }
        expect(await store.users.find(identity)).toBeUndefined()
      })
    })

    describe('people', () => {
      const answering = async (subject: string, email = '', login = '') =>
        (await store.people.answering('acme', { subject, email, login })).map(({ id }) => id)

      beforeEach(async () => {
        await store.transaction(async (tx) => {
          await furnish(tx)
          await tx.people.put(person('u1'))
          await tx.people.put(person('u2', { identity: null, externalId: 'x-2', roles: [] }))
        })
      })

      test('are read back equal, and replaced whole', async () => {
        expect(await store.people.find('u1')).toEqual(person('u1'))
        const changed = person('u2', { state: 'invited', roles: ['Admin'], version: 2 })
        await store.transaction((tx) => tx.people.put(changed))
        expect(await store.people.find('u2')).toEqual(changed)
        expect(await store.people.list('acme', { limit: 9 })).toEqual([person('u1'), changed])
        expect(await store.people.list('acme', { limit: 9, after: 'u1' })).toEqual([changed])
        const counted = Object.values(await store.people.countByState('acme'))
        expect(counted.reduce((sum, one) => sum + one, 0)).toBe(2)
        expect(await store.people.countByState('umbrella')).toEqual({})
      })

      test('answer to subject, external id, and userName without case', async () => {
        expect(await answering('u1')).toEqual(['u1'])
        expect(await answering('x-2')).toEqual(['u2'])
        expect(await answering('', 'U2@EXAMPLE.com')).toEqual(['u2'])
        expect(await answering('', '', 'u1@example.com')).toEqual(['u1'])
        expect(await answering('nobody')).toEqual([])
      })

      test('a name means the living before the removed', async () => {
        const old = person('u0', { state: 'removed', login: 'u1', createdAt: at(9) })
        await store.transaction((tx) => tx.people.put(old))
        expect((await store.people.named('acme', 'u1'))?.id).toBe('u1')
        expect((await store.people.named('acme', 'U2@example.COM'))?.id).toBe('u2')
        expect(await store.people.named('umbrella', 'u1')).toBeUndefined()
      })

      test('go with their user, unless removed; sessions always', async () => {
        await store.transaction(async (tx) => {
          await tx.users.insert(user('u2'))
          await tx.people.put(person('u2', { state: 'removed' }))
          await tx.users.remove('u1')
          await tx.users.remove('u2')
        })
        expect(await store.people.find('u1')).toBeUndefined()
        expect((await store.people.find('u2'))?.state).toBe('removed')
        expect(await store.sessions.find('hash-1')).toBeUndefined()
      })

      test('leave a space with its removal, and no other', async () => {
        const spaces = ['Trial', 'DevOps'].map((name) => ({ space: name, role: 'Admin' }))
        await store.transaction(async (tx) => {
          for (const name of ['Trial', 'DevOps']) await tx.spaces.insert(space(name))
          await tx.people.put(person('u1', { spaces }))
          expect(await tx.spaces.insert(space('Trial'))).toBe(false)
          expect(await tx.spaces.remove('acme', 'Trial')).toBe(true)
        })
        expect(await store.spaces.names('acme')).toEqual(['DevOps'])
        expect(await store.spaces.find('acme', 'DevOps')).toEqual(space('DevOps'))
        expect((await store.people.find('u1'))?.spaces).toEqual(spaces.slice(1))
      })

      test('connections are found by the entity ID of their IdP', async () => {
        expect(await store.samlConnections.namesByIssuer('https://idp.example')).toEqual(['okta'])
        expect(await store.samlConnections.namesByIssuer('https://idp.example/')).toEqual([])
      })
    })

    describe('the life of a connection', () => {
      beforeEach(() => store.transaction(furnish))

      test('a test is opened by one browser, finishes once, and is found as evidence', async () => {
        const outcomes = await store.transaction(async (tx) => {
          await tx.connectionTests.insert(connectionTest('t1'))
          return [
            await tx.connectionTests.recordHolder('t1', 'mine'),
            await tx.connectionTests.recordHolder('t1', 'theirs'),
            await tx.connectionTests.recordHolder('t1', 'mine'),
            await tx.connectionTests.finish(passed('t1', 'd2', 5)),
            await tx.connectionTests.finish({ ...passed('t1', 'd2', 6), outcome: 'failed' }),
          ]
        })
        expect(outcomes).toEqual([true, false, true, true, false])
        const expected = connectionTest('t1', { holderHash: 'mine', ...passed('t1', 'd2', 5) })
        expect(await store.connectionTests.findByToken('token of t1')).toEqual(expected)
        expect(await store.connectionTests.lastPassed('okta')).toEqual(expected)
        expect(await store.connectionTests.lastPassed('okta', 'd2')).toEqual(expected)
        expect(await store.connectionTests.lastPassed('okta', 'd1')).toBeUndefined()
      })

      test('the newest passed test counts; tests come newest first', async () => {
        await store.transaction(async (tx) => {
          for (const [index, id] of ['t1', 't2', 't3'].entries()) {
            await tx.connectionTests.insert(connectionTest(id, { createdAt: at(index) }))
          }
          await tx.connectionTests.finish(passed('t2', 'd1', 3))
          await tx.connectionTests.finish(passed('t1', 'd1', 4))
        })
        expect((await store.connectionTests.lastPassed('okta', 'd1'))?.id).toBe('t1')
        const listed = await store.connectionTests.list('okta', 2)
        expect(listed.map(({ id }) => id)).toEqual(['t3', 't2'])
      })

      test('old failures are forgotten; evidence stays, without what it says of a person', async () => {
        await store.transaction(async (tx) => {
          for (const id of ['t1', 't2']) await tx.connectionTests.insert(connectionTest(id))
          await tx.connectionTests.finish(passed('t1', 'd1', 1))
          await tx.removeExpired(at(1), at(5))
        })
        expect(await store.connectionTests.find('t2')).toBeUndefined()
        expect(await store.connectionTests.find('t1')).toMatchObject({
          outcome: 'passed',
          result: null,
        })
      })

      test('an activation is inserted once, replaced in order, and leaves a time behind', async () => {
        const outcomes = await store.transaction(async (tx) => [
          await tx.activations.insert(activation()),
          await tx.activations.insert(activation()),
          await tx.activations.replace(activation(3)),
          await tx.activations.replace(activation(2)),
        ])
        expect(outcomes).toEqual([true, false, false, true])
        await store.transaction((tx) => tx.activations.recordProof('okta', 'd9', 'issuer'))
        const known = await store.activations.find('okta')
        expect(known).toEqual({ ...activation(2), configDigest: 'd9', idp: 'issuer' })
        expect(await store.activations.disabledAt('okta')).toBeNull()
        await store.transaction((tx) => tx.activations.remove('okta', at(7)))
        expect(await store.activations.disabledAt('okta')).toEqual(at(7))
        await store.transaction((tx) => tx.activations.insert(activation()))
        expect(await store.activations.disabledAt('okta')).toBeNull()
      })

      test('disabling ends the sessions that came through it; all of it goes with the connection', async () => {
        await store.transaction(async (tx) => {
          await tx.connectionTests.insert(connectionTest('t1'))
          await tx.activations.insert(activation())
          await tx.sessions.removeOfConnection('okta')
        })
        expect(await store.sessions.find('hash-1')).toBeUndefined()
        expect(await store.connections.names({ limit: 9 })).toEqual([{ name: 'okta' }])
        await store.transaction((tx) => tx.samlConnections.remove('okta'))
        expect(await store.connectionTests.find('t1')).toBeUndefined()
        expect(await store.activations.find('okta')).toBeUndefined()
        expect(await store.connections.names({ limit: 9, organization: 'acme' })).toEqual([])
      })
    })

    describe('ways in beside the IdP', () => {
      beforeEach(() => store.transaction(furnish))

      test('an address is one administrator, whatever the organization', async () => {
        const record = administrator('root@acme.example')
        const outcomes = await store.transaction(async (tx) => {
          await tx.organizations.insert(organization('other'))
          return [
            await tx.administrators.insert(record),
            await tx.administrators.insert({ ...record, id: 'x', organization: 'other' }),
            await tx.administrators.replace({ ...record, version: 2, passwordHash: 'argon' }),
            await tx.administrators.replace({ ...record, version: 2 }),
          ]
        })
        expect(outcomes).toEqual([true, false, true, false])
        expect(await store.administrators.find('other', record.email)).toBeUndefined()
        expect(await store.administrators.find('acme', record.email)).toMatchObject({
          passwordHash: 'argon',
          version: 2,
        })
        expect(await store.administrators.list('acme', { limit: 9 })).toHaveLength(1)
      })

      test('an administrator’s sessions are theirs, and go with them', async () => {
        const { id } = administrator('root@acme.example')
        const held: Session = { ...session('hash-2', ''), holder: { kind: 'administrator', id } }
        await store.transaction(async (tx) => {
          await tx.administrators.insert(administrator('root@acme.example'))
          await tx.administrators.recordPasswordWorked(id, at(3))
          await tx.sessions.insert(held)
        })
        expect((await store.administrators.get(id)).passwordWorkedAt).toEqual(at(3))
        expect(await store.sessions.find('hash-2')).toEqual(held)
        await store.transaction((tx) => tx.administrators.remove(id))
        expect(await store.sessions.find('hash-2')).toBeUndefined()
      })

      test('somebody’s sessions are listed, newest first, and end together; others’ do not', async () => {
        const { id } = administrator('root@acme.example')
        const held = (hash: string, minutes: number): Session => ({
          ...session(hash, ''),
          ...{ holder: { kind: 'administrator', id }, createdAt: at(minutes) },
        })
        await store.transaction(async (tx) => {
          await tx.administrators.insert(administrator('root@acme.example'))
          await tx.sessions.insert(held('early', 1))
          await tx.sessions.insert(held('late', 2))
        })
        const holder = { kind: 'administrator', id } as const
        const hashes = (await store.sessions.of(holder)).map(({ tokenHash }) => tokenHash)
        expect(hashes).toEqual(['late', 'early'])
        expect(await store.transaction((tx) => tx.sessions.removeOf({ kind: 'user', id }))).toBe(0)
        expect(await store.transaction((tx) => tx.sessions.removeOf(holder))).toBe(2)
        expect(await store.sessions.of(holder)).toEqual([])
      })

      test('many may claim a domain, one holds it', async () => {
        const outcomes = await store.transaction(async (tx) => {
          await tx.organizations.insert(organization('other'))
          return [
            await tx.domains.insert(domain('acme')),
            await tx.domains.insert(domain('other')),
            await tx.domains.replace(domain('acme', { version: 2, verifiedAt: at(1) })),
            await tx.domains.replace(domain('other', { version: 2, verifiedAt: at(2) })),
          ]
        })
        expect(outcomes).toEqual([true, true, true, false])
        const held = domain('acme', { version: 2, verifiedAt: at(1) })
        expect(await store.domains.findVerified('acme.example')).toEqual(held)
        await store.transaction((tx) => tx.domains.remove('acme', 'acme.example'))
        expect(await store.domains.findVerified('acme.example')).toBeUndefined()
        expect(await store.domains.list('other', { limit: 9 })).toEqual([domain('other')])
      })

      test('an organization has one policy', async () => {
        const input = { requireSso: true, breakGlassAdministrators: ['root@acme.example'] }
        const policy = { ...managed, organization: 'acme', input }
        const outcomes = await store.transaction(async (tx) => [
          await tx.ssoPolicies.insert(policy),
          await tx.ssoPolicies.insert(policy),
          await tx.ssoPolicies.replace({ ...policy, version: 2 }),
        ])
        expect(outcomes).toEqual([true, false, true])
        expect(await store.ssoPolicies.find('acme')).toEqual({ ...policy, version: 2 })
        expect(await store.transaction((tx) => tx.ssoPolicies.remove('acme'))).toBe(true)
      })
    })

    describe('once only', () => {
      const spend = (through: Store, minutes = 1, name = 'okta', id = '_r1') =>
        through.transaction((tx) => tx.authnRequests.spend(name, id, null, at(minutes)))

      test('a request is spent once, by its connection, in its time', async () => {
        await store.transaction(furnish)
        expect(await spend(store, 1, 'other')).toEqual({ outcome: 'unknown' })
        expect(await spend(store, 1, 'okta', '_nobody')).toEqual({ outcome: 'unknown' })
        expect(await spend(store, 10)).toEqual({ outcome: 'expired', expiredAt: at(10) })
        expect(await spend(store)).toEqual({ outcome: 'spent', request: request('_r1') })
        expect(await spend(store)).toEqual({ outcome: 'already-spent' })
      })

      test('a request is spent by the browser that began it, and no other', async () => {
        const begun = { ...request('_r2'), browserHash: 'hash of a cookie' }
        await store.transaction(async (tx) => {
          await furnish(tx)
          await tx.authnRequests.record(begun)
        })
        const by = (browserHash: string | null, minutes = 1) =>
          store.transaction((tx) => tx.authnRequests.spend('okta', '_r2', browserHash, at(minutes)))
        for (const other of [null, '', 'hash of another']) {
          expect(await by(other)).toEqual({ outcome: 'unknown' })
          expect(await by(other, 10)).toEqual({ outcome: 'unknown' })
        }
        expect(await by('hash of a cookie')).toEqual({ outcome: 'spent', request: begun })
        expect(await by(null)).toEqual({ outcome: 'unknown' })
      })

      test('of many who try at once, through two openings, one gets it', async () => {
        await store.transaction(furnish)
        const other = await open()
        const assertion = {
          idpEntityId: 'https://idp.example',
          assertionId: '_a',
          expiresAt: at(9),
        }
        const tries = Array.from({ length: 30 }, (_, index) => (index % 2 ? store : other))
        const requests = await Promise.all(tries.map((through) => spend(through)))
        const assertions = await Promise.all(
          tries.map((through) => through.transaction((tx) => tx.spentAssertions.spend(assertion))),
        )
        expect(requests.filter(({ outcome }) => outcome === 'spent')).toHaveLength(1)
        expect(assertions.filter(Boolean)).toHaveLength(1)
        await other.close()
      })

      test('a spending rolled back is none', async () => {
        await store.transaction(furnish)
        const failing = store.transaction(async (tx) => {
          await tx.authnRequests.spend('okta', '_r1', null, at(1))
          throw new Error('no')
        })
        await expect(failing).rejects.toThrow()
        expect((await spend(store)).outcome).toBe('spent')
      })
    })

    describe('events and time', () => {
      const attempt = (reference: string, minutes: number, name = 'okta') => ({
        ...{ reference, connection: name, at: at(minutes), outcome: 'refused' as const },
        ...{ user: null, finding: null, trace: [] },
      })

      test('attempts come newest first, all or of one connection', async () => {
        await store.transaction(async (tx) => {
          await tx.attempts.record(attempt('aaaaaaaa', 1))
          await tx.attempts.record(attempt('bbbbbbbb', 3, 'other'))
          await tx.attempts.record(attempt('cccccccc', 2))
        })
        const of = async (name: string | undefined, limit: number) =>
          (await store.attempts.list({ connection: name, limit })).map((it) => it.reference)
        expect(await of(undefined, 10)).toEqual(['bbbbbbbb', 'cccccccc', 'aaaaaaaa'])
        expect(await of('okta', 10)).toEqual(['cccccccc', 'aaaaaaaa'])
        expect(await of('okta', 1)).toEqual(['cccccccc'])
        expect(await store.attempts.find('aaaaaaaa')).toEqual({
          ...attempt('aaaaaaaa', 1),
          ...{ organization: null, claims: null },
        })
      })

      test('changes come newest first', async () => {
        const change = (object: string) => ({
          ...{ at: at(1), actor: 'token:0', action: 'create' as const, object },
          ...{ before: null, after: 1, note: null },
        })
        await store.transaction(async (tx) => {
          await tx.changes.record(change('organizations/a'))
          await tx.changes.record(change('organizations/b'))
        })
        expect(await store.changes.list(10)).toEqual([
          change('organizations/b'),
          change('organizations/a'),
        ])
      })

      test('what has served its time is forgotten, and nothing else', async () => {
        await store.transaction(furnish)
        const sweep = (now: Date) => store.transaction((tx) => tx.removeExpired(now, at(0)))
        await sweep(at(49))
        expect(await store.sessions.find('hash-1')).toBeDefined()
        await sweep(at(50))
        expect(await store.sessions.find('hash-1')).toBeUndefined()
        // An answered request is remembered for a day, so that a replay is called a replay.
        expect(await store.authnRequests.find('_r1')).toBeDefined()
        await sweep(at(24 * 60 + 10))
        expect(await store.authnRequests.find('_r1')).toBeUndefined()
      })
    })

    describe('directories', () => directoriesHold(() => store))

    test('it answers until it is closed', async () => {
      await store.ping()
      const other = await open()
      await other.close()
      await expect(other.ping()).rejects.toThrow()
    })
  })
}
