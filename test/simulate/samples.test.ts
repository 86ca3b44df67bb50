/** Samples as people come by them: Responses and ID tokens of real shapes, copied out of a browser. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Shape } from '../golden/oidc/shapes.js'
import { accessOf, openFolder, outcomesOf, type Folder } from './cli.js'

const golden = fileURLToPath(new URL('../golden', import.meta.url))
const read = (...path: readonly string[]): string => readFileSync(join(golden, ...path), 'utf8')

let folder: Folder
beforeAll(() => void (folder = openFolder()))
afterAll(() => folder.remove())

interface Connection {
  readonly idp_metadata_xml?: string
  readonly acs_url?: string
  readonly sp_entity_id?: string
  readonly idp_metadata_url?: string
  readonly settings?: object
}

/** A program of one organization of a preset, with a connection of either protocol. */
const program = (preset: string, protocol: 'saml' | 'oidc', connection: Connection = {}) =>
  folder.write(`${preset}-${protocol}.json`, {
    resource: {
      mortise_organization: { acme: { name: 'acme', preset, display_name: 'Acme' } },
      mortise_group: {
        engineers: {
          organization: '${mortise_organization.acme.name}',
          name: 'Engineers',
          idp_identifier: '11111111-2222-4333-8444-555555555555',
        },
      },
      [`mortise_${protocol}_connection`]: {
        acme: { organization: 'acme', name: 'acme', ...connection },
      },
    },
  })

const entered = { result: 'enters', contact: { email: 'ada@example.com' } }
const unmapped = { result: 'refused', finding: { code: 'attribute-missing' } }

describe('SAML Responses as IdPs make them', () => {
  const idps = readdirSync(join(golden, 'saml'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'test-keys')
    .map(({ name }) => name)

  // Those whose names every preset knows; the others need a mapping, and the refusal names what came.
  const known = ['okta', 'entra', 'google', 'jumpcloud']

  test.each(idps)('%s: verified where the metadata stands in the configuration', async (idp) => {
    const { acsUrl, spEntityId } = expectationsIn(read('saml', idp, 'response.xml'))
    const metadata = read('saml', idp, 'metadata.xml')
    const config = program('torque', 'saml', {
      ...{ idp_metadata_xml: metadata, acs_url: acsUrl, sp_entity_id: spEntityId },
    })
    const saml = join(golden, 'saml', idp, 'response.xml')
    const [outcome] = await outcomesOf({ config, saml })
    expect(outcome!.sample).toContain('SAML Response, verified as of 2026-03-01T12:00')
    expect(outcome).toMatchObject(known.includes(idp) ? entered : unmapped)
  })

  test.each(idps)('%s: read all the same where it is not, and said so', async (idp) => {
    const config = program('torque', 'saml', { idp_metadata_url: 'https://idp.example/metadata' })
    const [outcome] = await outcomesOf({ config, saml: join(golden, 'saml', idp, 'response.xml') })
    expect(outcome!.sample).toMatch(/^SAML Response, not verified: the configuration holds no cert/)
    expect(outcome).toMatchObject(known.includes(idp) ? entered : unmapped)
  })

  test('T40, T42: Entra’s groups by object ID, under its long name', async () => {
    const config = program('torque', 'saml')
    const saml = join(golden, 'saml', 'entra', 'response.xml')
    const [outcome] = await outcomesOf({ config, saml })
    expect(accessOf(outcome!)).toEqual(['group Engineers'])
  })

  test('another certificate, and the service would refuse it', async () => {
    const xml = read('saml', 'okta', 'response.xml')
    const { acsUrl, spEntityId } = expectationsIn(xml)
    const metadata = read('saml', 'okta', 'metadata.xml')
    const config = program('torque', 'saml', {
      idp_metadata_xml: metadata,
      ...{ acs_url: acsUrl, sp_entity_id: `${spEntityId}/` },
    })
    const saml = folder.write('okta.txt', Buffer.from(xml).toString('base64'))
    const [outcome] = await outcomesOf({ config, saml })
    expect(outcome).toMatchObject({ result: 'refused', finding: { code: 'audience-mismatch' } })
  })

  test.each([
    ['as XML', (xml: string) => xml],
    ['as base64', (xml: string) => Buffer.from(xml).toString('base64')],
    [
      'as the posted body',
      (xml: string) => new URLSearchParams({ RelayState: '/', SAMLResponse: b64(xml) }).toString(),
    ],
  ])('%s', async (_, write) => {
    const saml = folder.write('sample.txt', write(read('saml', 'google', 'response.xml')))
    const [outcome] = await outcomesOf({ config: program('torque', 'saml'), saml })
    expect(outcome!.result).toBe('enters')
  })

  test.each([
    ['encrypted', '<EncryptedAssertion', 'only the service can decrypt'],
    ['no XML at all', 'bm9wZQ==', 'xml-malformed'],
    ['no base64 either', '{"nope": 1}', 'response-not-base64'],
  ])('%s is refused in words', async (_, text, words) => {
    const xml = read('saml-refused', 'assertion-encrypted', 'response.xml')
    const saml = folder.write('bad.txt', text.startsWith('<') ? xml : text)
    await expect(outcomesOf({ config: program('torque', 'saml'), saml })).rejects.toThrow(words)
  })
})

const b64 = (xml: string): string => Buffer.from(xml).toString('base64')

const expectationsIn = (xml: string) => ({
  acsUrl: /Recipient="([^"]+)"/.exec(xml)?.[1] ?? '',
  spEntityId: /<(?:\w+:)?Audience>([^<]+)</.exec(xml)?.[1] ?? '',
})

describe('ID tokens as IdPs make them', () => {
  const tokenOf = (idp: string): string => {
    const { scenario } = JSON.parse(read('oidc', `${idp}.json`)) as Shape
    const all = JSON.stringify(scenario)
    return /"id_token":"([^"]+)"/.exec(all)?.[1] ?? ''
  }

  test.each(['entra', 'google', 'keycloak'])('%s', async (idp) => {
    const idToken = folder.write(`${idp}.jwt`, `${tokenOf(idp)}\n`)
    const [outcome] = await outcomesOf({ config: program('torque', 'oidc'), idToken })
    expect(outcome!.sample).toBe('ID token, not verified: its signature is not asked here')
    expect(outcome).toMatchObject(entered)
  })

  test('okta: says little in the token; the refusal says where the rest is', async () => {
    const idToken = folder.write('okta.jwt', tokenOf('okta'))
    const [outcome] = await outcomesOf({ config: program('torque', 'oidc'), idToken })
    expect(outcome).toMatchObject(unmapped)
    expect(outcome!.notes.join()).toContain('the service reads UserInfo besides')
  })

  test('T44, S46: too many groups to list is not none', async () => {
    const idToken = folder.write('overage.jwt', tokenOf('entra-overage'))
    const [outcome] = await outcomesOf({ config: program('torque', 'oidc'), idToken })
    const warned = outcome!.trace.filter(({ effect }) => effect === 'warned')
    expect(warned.map(({ source }) => source)).toContain('T44, T44')
  })

  test('an address the IdP does not vouch for recognises nobody', async () => {
    const claims = folder.write('doubt.json', {
      ...{ sub: 'x', email: 'ada@example.com', email_verified: false },
    })
    const [newcomer] = await outcomesOf({ config: program('torque', 'oidc'), claims })
    expect(newcomer!.trace.find(({ effect }) => effect === 'warned')?.subject).toBe('email')
    const personas = folder.write('invited.yaml', {
      personas: [
        {
          name: 'Invited',
          claims: { sub: 'x', email: 'ada@example.com', email_verified: false },
          before: { state: 'invited' },
        },
      ],
    })
    const [invited] = await outcomesOf({ config: program('torque', 'oidc'), personas })
    expect(invited).toMatchObject({ result: 'refused', finding: { code: 'email-unverified' } })
  })

  test.each([
    ['an encrypted one', 'a.b.c.d.e', 'encrypted'],
    ['no token', 'nope', 'no JWT'],
    ['one without sub', `x.${Buffer.from('{}').toString('base64url')}.x`, 'no "sub"'],
  ])('%s is refused in words', async (_, text, words) => {
    const idToken = folder.write('bad.jwt', text)
    await expect(outcomesOf({ config: program('torque', 'oidc'), idToken })).rejects.toThrow(words)
  })
})
