/** Our SAML keys: made when first wanted, published before use, rotated with overlap, destroyed when retired. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { privateDecrypt, publicEncrypt, X509Certificate } from 'node:crypto'
import { decryptionKeysOf, ensureKeys, signingKeyOf } from '../../../src/service/keys/keys.js'
import { newKeyText, parseSecretKeys } from '../../../src/service/secrets/keys.js'
import { Secrets } from '../../../src/service/secrets/secrets.js'
import { certificate } from '../../saml/forge.js'
import { codeOf, organizationInput, startTestService, type TestService } from '../support.js'
import { certificatesIn, startKeyedService } from './support.js'

let service: TestService
const secretKeys = parseSecretKeys(newKeyText(), 'test')

async function furnish(it: TestService): Promise<void> {
  await it.client.call('putOrganization', { params: { name: 'acme' }, body: organizationInput })
  await it.client.call('putSamlConnection', {
    params: { name: 'acme-okta' },
    body: {
      organization: 'acme',
      idpEntityId: 'https://idp.example.com',
      idpSsoUrl: 'https://idp.example.com/sso',
      certificates: [certificate('idp')],
    },
  })
}

beforeEach(async () => {
  service = await startKeyedService({ secretKeys })
  await furnish(service)
})
afterEach(() => service.close())

const organization = 'acme'
const list = async () =>
  (await service.client.call('listSamlKeys', { params: { organization } })).items
const create = (use: 'signing' | 'encryption') =>
  service.client.call('createSamlKey', { params: { organization }, body: { use } })
const activate = (id: string, early = false) =>
  service.client.call('activateSamlKey', { params: { organization, id }, body: { early } })
const retire = (id: string) =>
  service.client.call('retireSamlKey', { params: { organization, id } })
const refusal = (work: Promise<unknown>) => work.then(() => 'nothing refused', codeOf)
const metadata = async () => (await service.get('/saml/acme-okta/metadata')).text
const deps = () => ({
  store: service.store,
  now: service.clock.now,
  secrets: new Secrets(secretKeys),
})

describe('the first keys', () => {
  test('are made by the first look at the metadata, one for each use (W03, S31)', async () => {
    const text = await metadata()
    const keys = await list()
    expect(keys.map(({ use, state }) => `${use} ${state}`).sort()).toEqual([
      'encryption active',
      'signing active',
    ])
    for (const { use, certificate: pem } of keys) {
      const [shown, ...others] = certificatesIn(text, use)
      expect(others).toEqual([])
      expect(new X509Certificate(Buffer.from(shown ?? '', 'base64')).toString()).toBe(pem)
    }
    expect(certificatesIn(text, 'signing')).not.toEqual(certificatesIn(text, 'encryption'))
  })

  test('are the same whoever looks at the same time', async () => {
    const texts = await Promise.all([metadata(), metadata(), metadata()])
    expect(new Set(texts).size).toBe(1)
    expect(await list()).toHaveLength(2)
  })

  test('belong to one organization only', async () => {
    await service.client.call('putOrganization', {
      params: { name: 'globex' },
      body: organizationInput,
    })
    const ours = await ensureKeys(deps(), 'acme')
    const theirs = await ensureKeys(deps(), 'globex')
    const prints = [...ours, ...theirs].map(({ certificate: pem }) => pem)
    expect(new Set(prints).size).toBe(4)
  })

  test('private halves stand nowhere in the clear, and leave by no door', async () => {
    const { privateKey } = await signingKeyOf(deps(), 'acme')
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const [line = ''] = pem.split('\n').slice(3)
    const [key] = await list()
    const sealed = await service.store.secrets.find(`saml-keys/${key?.id ?? ''}`)
    expect(sealed?.sealed).toMatch(/^[\w-]{1000,}$/)
    const said = JSON.stringify([await list(), await metadata(), service.logged])
    expect(said).not.toContain(line)
    expect(said).not.toContain('PRIVATE')
  })

  test('go with their organization, secrets and all', async () => {
    const keys = await ensureKeys(deps(), 'acme')
    await service.client.call('deleteSamlConnection', { params: { name: 'acme-okta' } })
    await service.client.call('deleteOrganization', { params: { name: 'acme' } })
    for (const { id } of keys) {
      expect(await service.store.secrets.find(`saml-keys/${id}`)).toBeUndefined()
    }
  })
})

describe('rotation', () => {
  test('the next key is published at once, behind the active one, and decrypts already', async () => {
    await metadata()
    // Newest first goes by time, and the clock of a test stands still.
    service.clock.advance(1)
    const next = await create('encryption')
    expect(next).toMatchObject({ state: 'next', activatedAt: null })
    const shown = certificatesIn(await metadata(), 'encryption')
    expect(shown).toHaveLength(2)
    const { publicKey } = new X509Certificate(Buffer.from(shown[1] ?? '', 'base64'))
    const secret = publicEncrypt({ key: publicKey, oaepHash: 'sha256' }, Buffer.from('hello'))
    const [newest] = await decryptionKeysOf(deps(), 'acme')
    const opened = newest && privateDecrypt({ key: newest, oaepHash: 'sha256' }, secret)
    expect(opened?.toString()).toBe('hello')
  })

  test('it is used no sooner than IdPs have seen it, unless somebody says so', async () => {
    await metadata()
    const next = await create('signing')
    expect(await refusal(activate(next.id))).toBe('key-published-too-recently')
    service.clock.advance(24 * 60)
    expect(await activate(next.id)).toMatchObject({ state: 'active' })
    const hasty = await create('signing')
    expect(await activate(hasty.id, true)).toMatchObject({ state: 'active' })
    const { certificate: used } = await signingKeyOf(deps(), 'acme')
    expect(used).toBe(hasty.certificate)
  })

  test('the old key is published no more and decrypts until it is retired', async () => {
    await metadata()
    const [before] = certificatesIn(await metadata(), 'encryption')
    const next = await create('encryption')
    await activate(next.id, true)
    expect(certificatesIn(await metadata(), 'encryption')).not.toContain(before)
    expect(await decryptionKeysOf(deps(), 'acme')).toHaveLength(2)
    const old = (await list()).find(({ state }) => state === 'old')
    await retire(old?.id ?? '')
    expect(await decryptionKeysOf(deps(), 'acme')).toHaveLength(1)
    expect(await service.store.secrets.find(`saml-keys/${old?.id ?? ''}`)).toBeUndefined()
    expect((await list()).find(({ id }) => id === old?.id)).toMatchObject({ state: 'retired' })
  })

  test('is recorded: who, what, and whether it was early', async () => {
    await metadata()
    const next = await create('signing')
    await activate(next.id, true)
    const changes = await service.store.changes.list(2)
    const object = `organizations/acme/saml-keys/${next.id}`
    expect(changes).toMatchObject([
      { object, action: 'update', note: 'activated early' },
      { object, action: 'create' },
    ])
  })
})

describe('what cannot be', () => {
  test.each([
    [
      'two keys waiting',
      async () => void (await create('signing'), await create('signing')),
      'key-pending',
    ],
    [
      'activating the active key',
      async () => activate((await list())[0]?.id ?? ''),
      'key-not-next',
    ],
    ['retiring the active key', async () => retire((await list())[0]?.id ?? ''), 'key-active'],
    ['a key nobody has', async () => activate('0123456789ab'), 'not-found'],
  ])('%s', async (_, act, code) => {
    await metadata()
    expect(await refusal(act())).toBe(code)
  })

  test('a key of another organization', async () => {
    await metadata()
    await service.client.call('putOrganization', {
      params: { name: 'globex' },
      body: organizationInput,
    })
    const [key] = await list()
    const params = { organization: 'globex', id: key?.id ?? '' }
    expect(await refusal(service.client.call('retireSamlKey', { params }))).toBe('not-found')
  })

  test('a service without keys for its secrets publishes none, and says why when asked for them', async () => {
    const bare = await startTestService()
    try {
      await furnish(bare)
      expect((await bare.get('/saml/acme-okta/metadata')).text).not.toContain('KeyDescriptor')
      const asked = bare.client.call('listSamlKeys', { params: { organization } })
      expect(await refusal(asked)).toBe('secret-key-missing')
    } finally {
      await bare.close()
    }
  })
})
