/** Metadata kept up to date in the background: when it is read, what is taken, what is held for approval, by one process at a time. */
import { createServer, type Server } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { pino } from 'pino'
import type { SamlPolicy } from '../../../src/core/index.js'
import { keyDescriptor, render } from '../../../src/saml/index.js'
import { refreshConnection } from '../../../src/service/idp-metadata/refresh.js'
import { keepMetadata, refreshDue } from '../../../src/service/idp-metadata/refresher.js'
import { firstReadingAt, nextReadingAt } from '../../../src/service/idp-metadata/schedule.js'
import { openStore, type Store } from '../../../src/service/index.js'
import { createReadDocument } from '../../../src/service/outgoing.js'
import { durationOf } from '../../../src/saml/index.js'
import { certificate, type KeyName } from '../../saml/forge.js'
import { codeOf, organizationInput, startTestService, type TestService } from '../support.js'

const entityId = 'https://idp.example.com'

interface Told {
  keys: readonly KeyName[]
  entity: string
  sso: string
  attributes: string
  status: number
}

const metadataOf = ({ keys, entity, sso, attributes }: Told): string =>
  `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entity}" ${attributes}><md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${keys.map((key) => render(keyDescriptor('signing', certificate(key)))).join('')}<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${sso}"/></md:IDPSSODescriptor></md:EntityDescriptor>`

let told: Told
let asked: number
let host: Server
let url: string
let folder: string
let service: TestService
let second: Store

beforeAll(async () => {
  host = createServer((_request, response) => {
    asked += 1
    response.writeHead(told.status).end(metadataOf(told))
  })
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(host.address() as { port: number }).port}/metadata`
})
afterAll(() => void host.close())
beforeEach(async () => {
  told = { keys: ['idp'], entity: entityId, sso: `${entityId}/sso`, attributes: '', status: 200 }
  asked = 0
  folder = mkdtempSync(join(tmpdir(), 'mortise-refresh-'))
  const database = `file:${join(folder, 'mortise.db')}`
  service = await startTestService({ store: await openStore(database) })
  second = await openStore(database)
  await service.client.call('putOrganization', {
    params: { name: 'acme' },
    body: organizationInput,
  })
})
afterEach(async () => {
  await second.close()
  await service.close()
  rmSync(folder, { recursive: true })
})

const name = 'acme-okta'
const params = { name }
const register = (policy: SamlPolicy = {}) =>
  service.client.call('putSamlConnection', {
    params,
    body: { organization: 'acme', idpMetadataUrl: url, policy },
  })
const deps = (store: Store = second) => ({
  store,
  now: service.clock.now,
  readDocument: createReadDocument({ allowLoopback: true }),
})
const refresh = () => refreshConnection(deps(), name, 0)
const connection = () => service.client.call('getSamlConnection', { params })
const metadata = () => service.client.call('getSamlMetadata', { params })
const trusted = async () => (await connection()).idp.certificates
const notes = async () =>
  (await service.store.changes.list(10)).map(({ note, actor }) => [actor, note])
const log = pino({ level: 'silent' })

describe('what the IdP says anew', () => {
  test('the same: nothing changes but the time of reading', async () => {
    const before = await register()
    service.clock.advance(60)
    expect(await refresh()).toBe('same')
    const after = await connection()
    expect(after.version).toBe(before.version)
    expect(after.configDigest).toBe(before.configDigest)
    expect(after.idp.readAt).toBe(service.clock.now().toISOString())
  })

  test('a key more: trusted at once, as a version of its own, and recorded', async () => {
    await register()
    told.keys = ['idp', 'next']
    expect(await refresh()).toBe('changed')
    expect(await trusted()).toHaveLength(2)
    expect((await connection()).version).toBe(2)
    const [[actor, note] = []] = await notes()
    expect(actor).toBe('metadata-refresh')
    expect(note).toMatch(/^signing keys added: [0-9a-f]{16}; gone: none$/)
  })

  test('a rollover in steps needs nobody: both keys, then the new one', async () => {
    await register()
    for (const keys of [['idp', 'next'], ['next']] as const) {
      told.keys = keys
      expect(await refresh()).toBe('changed')
    }
    expect(await trusted()).toEqual([certificate('next')])
  })

  test('another SSO URL is taken, and the record says from where to where', async () => {
    await register()
    told.sso = `${entityId}/moved`
    expect(await refresh()).toBe('changed')
    expect((await notes())[0]?.[1]).toContain(`${entityId}/sso → ${entityId}/moved`)
  })

  test('another entity ID is never taken: it is pinned', async () => {
    await register()
    told.entity = 'https://evil.example.com'
    expect(await refresh()).toBe('failed')
    expect((await metadata()).finding?.code).toBe('metadata-without-idp')
    expect((await connection()).idp.entityId).toBe(entityId)
  })

  test('a connection that was pointed elsewhere meanwhile is left alone', async () => {
    await register()
    const slow = {
      ...deps(),
      readDocument: async () => {
        await service.client.call('putSamlConnection', {
          params,
          body: {
            organization: 'acme',
            idpEntityId: entityId,
            idpSsoUrl: told.sso,
            certificates: [certificate('idp')],
          },
        })
        return metadataOf({ ...told, keys: ['idp', 'next'] })
      },
    }
    expect(await refreshConnection(slow, name)).toBe('gone')
    expect(await trusted()).toHaveLength(1)
  })
})

describe('all keys replaced at once', () => {
  test('is held: the old keys go on, and everybody who looks is told', async () => {
    await register()
    told.keys = ['attacker']
    expect(await refresh()).toBe('held')
    expect(await trusted()).toEqual([certificate('idp')])
    expect((await connection()).warnings.map(({ code }) => code)).toEqual(['metadata-held'])
    const { items } = await service.client.call('checkConnection', { params })
    expect(items).toContainEqual(
      expect.objectContaining({ code: 'metadata-held', outcome: 'failed' }),
    )
    expect((await notes())[0]?.[1]).toMatch(/^held: signing keys added/)
  })

  test('is recorded once, however often it is read', async () => {
    await register()
    told.keys = ['next']
    for (let time = 0; time < 3; time++) expect(await refresh()).toBe('held')
    expect((await notes()).filter(([, note]) => note?.startsWith('held'))).toHaveLength(1)
  })

  test('is trusted once somebody approves what they saw', async () => {
    await register()
    told.keys = ['next']
    await refresh()
    const { held } = await metadata()
    expect(held?.idp.certificates).toEqual([certificate('next')])
    const body = { digest: held?.digest ?? '' }
    expect((await service.client.call('approveSamlMetadata', { params, body })).held).toBeNull()
    expect(await trusted()).toEqual([certificate('next')])
    expect((await notes())[0]?.[1]).toMatch(/^approved: /)
    expect((await connection()).warnings).toEqual([])
  })

  test('what is approved is what was seen: another reading since is another question', async () => {
    await register()
    told.keys = ['next']
    await refresh()
    const digest = (await metadata()).held?.digest ?? ''
    told.keys = ['attacker']
    await refresh()
    const approving = service.client.call('approveSamlMetadata', { params, body: { digest } })
    expect(await approving.then(() => '', codeOf)).toBe('metadata-not-held')
    expect(await trusted()).toEqual([certificate('idp')])
  })

  test('rejected, it is not asked about again; another one is', async () => {
    await register()
    told.keys = ['attacker']
    await refresh()
    const body = { digest: (await metadata()).held?.digest ?? '' }
    expect((await service.client.call('rejectSamlMetadata', { params, body })).held).toBeNull()
    expect(await refresh()).toBe('held')
    expect((await metadata()).held).toBeNull()
    expect(await trusted()).toEqual([certificate('idp')])
    told.keys = ['next']
    await refresh()
    expect((await metadata()).held).not.toBeNull()
  })

  test('is over when the old keys are back', async () => {
    await register()
    told.keys = ['next']
    await refresh()
    told.keys = ['idp']
    expect(await refresh()).toBe('same')
    expect((await metadata()).held).toBeNull()
  })

  test('is taken where the connection allows it', async () => {
    await register({ keyReplacement: 'allowed' })
    told.keys = ['next']
    expect(await refresh()).toBe('changed')
    expect(await trusted()).toEqual([certificate('next')])
  })
})

describe('what cannot be read', () => {
  test('changes nothing, is tried again ever later, and is told after a while', async () => {
    await register()
    told.status = 503
    const waits: number[] = []
    for (let time = 0; time < 9; time++) {
      expect(await refresh()).toBe('failed')
      const { nextReadAt } = await metadata()
      waits.push((Date.parse(nextReadAt ?? '') - service.clock.now().getTime()) / 60_000)
    }
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1280])
    expect(await metadata()).toMatchObject({
      failures: 9,
      finding: { code: 'metadata-unreachable' },
    })
    expect((await connection()).warnings.map(({ code }) => code)).toEqual([
      'metadata-not-refreshed',
    ])
    told.status = 200
    expect(await refresh()).toBe('same')
    expect(await metadata()).toMatchObject({ failures: 0, finding: null })
  })

  test('metadata past its validUntil is not taken', async () => {
    await register()
    told = { ...told, keys: ['idp', 'next'], attributes: 'validUntil="2020-01-01T00:00:00Z"' }
    expect(await refresh()).toBe('failed')
    expect((await metadata()).finding?.code).toBe('metadata-expired')
    expect(await trusted()).toHaveLength(1)
  })
})

describe('when', () => {
  test('in the background, each connection once, by whichever process comes first', async () => {
    await register()
    await refreshDue(deps(), log)
    expect((await metadata()).nextReadAt).not.toBeNull()
    service.clock.advance(61)
    asked = 0
    told.keys = ['idp', 'next']
    const counts = await Promise.all([
      ...[second, service.store, second, service.store].map((store) =>
        refreshDue(deps(store), log),
      ),
    ])
    expect(counts.reduce((a, b) => a + b)).toBe(1)
    expect(asked).toBe(1)
    expect(await trusted()).toHaveLength(2)
  })

  test('a process that died while reading leaves it to the next', async () => {
    await register()
    await refreshDue(deps(), log)
    service.clock.advance(61)
    const at = service.clock.now()
    const until = new Date(at.getTime() + 120_000)
    const claim = { now: at, until, firstAt: at, limit: 10 }
    expect(await second.transaction((tx) => tx.metadataReadings.claim(claim))).toEqual([name])
    expect(await refreshDue(deps(), log)).toBe(0)
    service.clock.advance(3)
    expect(await refreshDue(deps(), log)).toBe(1)
  })

  test('not for who was told by hand', async () => {
    await service.client.call('putSamlConnection', {
      params,
      body: {
        organization: 'acme',
        idpEntityId: entityId,
        idpSsoUrl: told.sso,
        certificates: [certificate('idp')],
      },
    })
    await refreshDue(deps(), log)
    service.clock.advance(3000)
    expect(await refreshDue(deps(), log)).toBe(0)
    const asking = service.client.call('refreshSamlMetadata', { params })
    expect(await asking.then(() => '', codeOf)).toBe('metadata-not-by-url')
  })

  test('at once, when an administrator asks', async () => {
    await register()
    told.keys = ['idp', 'next']
    await service.client.call('refreshSamlMetadata', { params })
    expect(await trusted()).toHaveLength(2)
  })

  test('a registration read by an administrator ends what was held', async () => {
    await register()
    told.keys = ['next']
    await refresh()
    await register({ clockSkewSeconds: 30 })
    expect((await metadata()).held).toBeNull()
    expect(await trusted()).toEqual([certificate('next')])
  })

  test('stopping waits for what is being read', async () => {
    const stop = keepMetadata(deps(), log)
    await expect(stop()).resolves.toBeUndefined()
  })
})

describe('the schedule', () => {
  const now = new Date('2026-03-01T12:00:00Z')
  const minutes = (facts: Partial<Parameters<typeof nextReadingAt>[0]>) =>
    (nextReadingAt({ now, failures: 0, random: 0, ...facts }).getTime() - now.getTime()) / 60_000
  const hour = 3_600_000

  test.each([
    ['nothing said: six hours', {}, 360],
    ['cacheDuration', { cacheDuration: hour }, 60],
    ['a cacheDuration of seconds: ten minutes', { cacheDuration: 5000 }, 10],
    ['a cacheDuration of a year: a day', { cacheDuration: 8760 * hour }, 1440],
    [
      'three quarters of what validUntil leaves',
      { validUntil: new Date(now.getTime() + 4 * hour) },
      180,
    ],
    ['validUntil in a minute: ten minutes', { validUntil: new Date(now.getTime() + 60_000) }, 10],
    ['the hundredth failure: a day', { failures: 100 }, 1440],
    ['a fifth sooner by the dice', { random: 1 }, 288],
  ])('%s', (_, facts, expected) => {
    expect(minutes(facts)).toBe(expected)
  })

  test('the first reading comes between half an hour and an hour after registration', () => {
    expect(
      [0, 1].map((dice) => (firstReadingAt(now, dice).getTime() - now.getTime()) / 60_000),
    ).toEqual([60, 30])
  })

  test.each([
    ['PT1H', 3_600_000],
    ['P1D', 86_400_000],
    ['P7DT12H30M5.5S', 649_805_000],
    ['P1Y2M', (365 + 56) * 86_400_000],
    ['P', undefined],
    ['PT', undefined],
    ['-PT1H', undefined],
    ['1 hour', undefined],
    ['PT99999999999999999999S', undefined],
  ])('%s', (text, expected) => {
    expect(durationOf(text)).toBe(expected)
  })
})
