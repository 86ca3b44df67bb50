/** What any store must hold of OpenID Connect connections and sealed secrets; beside `store.ts`, which holds the rest. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { OidcConnectionRecord } from '../../src/service/store/records.js'
import type { Store } from '../../src/service/store/store.js'
import { furnish, request, type OpenStore } from './store.js'

const at = (minutes: number): Date => new Date(Date.UTC(2026, 0, 1, 12, minutes))

const connection = (
  name: string,
  more: Partial<OidcConnectionRecord> = {},
): OidcConnectionRecord => ({
  name,
  input: {
    ...{ organization: 'acme', issuer: 'https://idp.example', oktaDomain: null },
    ...{ entraTenantId: null, googleHostedDomain: null, clientId: 'app' },
    ...{ clientAuthentication: 'client_secret_basic', responseType: 'code' },
    ...{ responseMode: 'query', scopes: ['openid'], maxAgeSeconds: null },
    ...{ attributeMapping: { login: 'sub' }, justInTimeProvisioning: true },
  },
  idp: {
    ...{ issuer: 'https://idp.example', idpKind: 'other', tenantId: null, hostedDomain: null },
    ...{ authorizationEndpoint: 'https://idp.example/authorize' },
    ...{ tokenEndpoint: 'https://idp.example/token', jwksUri: 'https://idp.example/jwks' },
    ...{ userInfoEndpoint: null, endSessionEndpoint: null, algorithms: ['RS256'] },
    ...{ responseTypes: ['code'], responseModes: null, tokenAuthMethods: null },
    ...{ sendsIssuer: false, readAt: at(0).toISOString() },
  },
  secret: { version: 1, setAt: at(0) },
  clientKey: null,
  ...{ version: 1, createdAt: at(0), updatedAt: at(0), creationKey: null },
  ...more,
})

export function oidcStoreConformance(title: string, opener: () => OpenStore): void {
  describe(`${title} holds the contract of a store for OpenID Connect`, () => {
    let open: OpenStore
    let store: Store
    beforeEach(async () => {
      open = opener()
      store = await open()
      await store.transaction(furnish)
    })
    afterEach(() => store.close())

    test('a connection is read back equal, by another opening too', async () => {
      const clientKey = { keyId: 'k', publicJwk: { kty: 'RSA', n: 'n', e: 'e' } }
      const byKey = connection('by-key', { secret: null, clientKey })
      await store.transaction(async (tx) => {
        await tx.oidcConnections.insert(connection('by-secret'))
        await tx.oidcConnections.insert(byKey)
      })
      const other = await open()
      expect(await other.oidcConnections.list({ limit: 9 })).toEqual([
        byKey,
        connection('by-secret'),
      ])
      await other.close()
    })

    test('a name is one among all connections', async () => {
      const took = await store.transaction((tx) => tx.oidcConnections.insert(connection('okta')))
      expect(took).toBe(false)
      expect(await store.oidcConnections.find('okta')).toBeUndefined()
      await store.transaction((tx) => tx.oidcConnections.insert(connection('other')))
      expect(await store.samlConnections.namesOf('acme')).toContain('other')
      expect(await store.connections.names({ organization: 'acme', limit: 9 })).toContainEqual({
        name: 'other',
      })
    })

    test('a replacement must follow the version that is there', async () => {
      await store.transaction((tx) => tx.oidcConnections.insert(connection('one')))
      const next = connection('one', { version: 2, secret: null })
      const replace = (record: OidcConnectionRecord) =>
        store.transaction((tx) => tx.oidcConnections.replace(record))
      expect(await replace(next)).toBe(true)
      expect(await replace(next)).toBe(false)
      expect(await store.oidcConnections.find('one')).toEqual(next)
    })

    test('reading its IdP again changes the time of reading and no version; the old ones are found', async () => {
      await store.transaction((tx) => tx.oidcConnections.insert(connection('one')))
      expect(await store.oidcConnections.readBefore(at(0))).toEqual([])
      expect(await store.oidcConnections.readBefore(at(1))).toEqual(['one'])
      await store.transaction((tx) => tx.oidcConnections.recordReading('one', at(5)))
      expect(await store.oidcConnections.readBefore(at(1))).toEqual([])
      const { idp } = connection('one')
      expect(await store.oidcConnections.find('one')).toEqual(
        connection('one', { idp: { ...idp, readAt: at(5).toISOString() } }),
      )
    })

    test('its requests go with it, and one protocol removes no connection of the other', async () => {
      const sealed = { ...request('hash'), connection: 'one', sealed: 'sealed' }
      await store.transaction(async (tx) => {
        await tx.oidcConnections.insert(connection('one'))
        await tx.authnRequests.record(sealed)
      })
      expect(await store.authnRequests.find('hash')).toEqual(sealed)
      const removed = await store.transaction(async (tx) => [
        await tx.samlConnections.remove('one'),
        await tx.oidcConnections.remove('okta'),
        await tx.oidcConnections.remove('one'),
      ])
      expect(removed).toEqual([false, false, true])
      expect(await store.authnRequests.find('hash')).toBeUndefined()
    })

    test('sealed secrets are put, replaced, found by their key, and removed', async () => {
      const secret = (name: string, keyId: string) => ({ name, keyId, sealed: `of ${name}` })
      await store.transaction(async (tx) => {
        await tx.secrets.put(secret('a', 'old'))
        await tx.secrets.put(secret('b', 'old'))
        await tx.secrets.put({ ...secret('b', 'new'), sealed: 'anew' })
      })
      expect(await store.secrets.find('b')).toEqual({ ...secret('b', 'new'), sealed: 'anew' })
      expect(await store.secrets.namesNotUnder('new')).toEqual(['a'])
      expect(await store.transaction((tx) => tx.secrets.remove('a'))).toBe(true)
      expect(await store.transaction((tx) => tx.secrets.remove('a'))).toBe(false)
      expect(await store.secrets.find('a')).toBeUndefined()
    })
  })
}
