/** Every misbehaviour is refused with the code the IdP itself announces, by the code that signs people in. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { Refusal, overageMarker } from '../../src/core/index.js'
import {
  authorizationRequest,
  completeSignIn,
  connectOptions,
  createSigningKeys,
  discover,
  type IdpConfiguration,
  oidcSignInRefusals,
  parseCallback,
} from '../../src/oidc/index.js'
import { misbehaviours, type PracticeIdp, startPracticeIdp } from '../../src/practice-idp/index.js'
import {
  type IdpMetadata,
  parseIdpMetadata,
  signInRefusals,
  verifyResponse,
} from '../../src/saml/index.js'
import { redirectOf } from '../saml/forge.js'

const now = new Date('2026-03-01T12:00:30Z')
const acsUrl = 'https://sp.example.com/acs'
const spEntityId = 'https://sp.example.com/metadata'
const redirectUri = 'https://sp.example.com/oidc/callback'
const clientSecret = 'secret-of-the-app'
const client = {
  clientId: 'app',
  authentication: { method: 'client_secret_basic', clientSecret },
} as const
const effects = { fetch, now: () => now, random: randomBytes }
const keys = createSigningKeys(effects)

let practice: PracticeIdp
let metadata: IdpMetadata
let idp: IdpConfiguration

beforeAll(async () => {
  const clients = [{ clientId: 'app', clientSecret, redirectUris: [redirectUri] }]
  practice = await startPracticeIdp({ port: 0, now: () => now, clients })
  metadata = parseIdpMetadata(await (await fetch(practice.metadataUrl)).text(), { now })
  const options = connectOptions({ kind: 'issuer', issuer: practice.issuer })
  idp = await discover(effects, { ...options, loopback: 'allowed' })
})
afterAll(() => practice.close())

const asProgram = async (
  path: string,
  fields: Readonly<Record<string, string>>,
): Promise<unknown> => {
  const response = await fetch(`${practice.url}${path}`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams(fields),
  })
  return response.json()
}

async function bySaml(misbehave: string) {
  const url = redirectOf({
    ...{ id: '_req1', issueInstant: now, idpSsoUrl: metadata.ssoUrl, acsUrl, spEntityId },
  })
  const asked = Object.fromEntries(new URL(url).searchParams)
  const answer = await asProgram('/sign-in', { ...asked, person: 'ada', misbehave })
  const { SAMLResponse: samlResponse } = answer as { readonly SAMLResponse: string }
  const { entityId: idpEntityId, certificates } = metadata
  const expected = {
    acsUrl,
    spEntityId,
    idpEntityId,
    certificates,
    idpInitiated: 'forbidden',
  } as const
  return verifyResponse({ samlResponse, now, expected })
}

async function byOidc(misbehave: string, flow: 'code' | 'id-token') {
  const input = { idp, clientId: 'app', redirectUri, maxAgeSeconds: 300, flow }
  const { url, remembered } = authorizationRequest(input, effects)
  const asked = Object.fromEntries(new URL(url).searchParams)
  const answer = await asProgram('/oidc/sign-in', { ...asked, person: 'ada', misbehave })
  const { parameters, responseMode } = answer as {
    readonly parameters: Record<string, string>
    readonly responseMode: 'query' | 'form_post'
  }
  const callback = parseCallback(parameters, responseMode)
  return completeSignIn({ idp, client, callback, remembered }, { ...effects, keys })
}

async function outcomeOf<T>(call: () => Promise<T>): Promise<T | string> {
  try {
    return await call()
  } catch (error) {
    if (Refusal.is(error)) return error.finding.code
    throw error
  }
}

const rows = (protocol: 'saml' | 'oidc', outcome: string) =>
  misbehaviours.filter((row) => row.protocol === protocol && row.outcome === outcome)

test('the list is served, and its codes are those of the catalogues', async () => {
  const response = await fetch(`${practice.url}/misbehaviours`)
  expect(await response.json()).toEqual(misbehaviours)
  const known = new Set([...signInRefusals, ...oidcSignInRefusals].map(({ code }) => code))
  const refused = misbehaviours.filter(({ outcome }) => outcome !== 'accepted-with-warning')
  expect(refused.filter(({ code }) => !known.has(code))).toEqual([])
  const names = misbehaviours.map(({ protocol, name }) => `${protocol} ${name}`)
  expect(new Set(names).size).toBe(names.length)
})

test('well-behaved, it is believed', async () => {
  expect((await bySaml('')).nameId).toBe('ada@example.com')
  expect((await byOidc('', 'code')).subject).toBe('ada')
  expect((await byOidc('', 'id-token')).subject).toBe('ada')
})

describe('SAML', () => {
  test.each(rows('saml', 'refused'))('$name: $says', async ({ name, code }) => {
    expect(await outcomeOf(() => bySaml(name))).toBe(code)
  })

  test('replay: the Assertion is good, and the same every time', async () => {
    const ids = [await bySaml('replay'), await bySaml('replay')].map(({ id }) => id)
    expect(ids[0]).toBe(ids[1])
  })

  test('overage: accepted, and known for what it is', async () => {
    const { attributes } = await bySaml('overage')
    expect(attributes.has('groups')).toBe(false)
    expect(overageMarker(attributes)).toBeDefined()
  })
})

describe('OpenID Connect', () => {
  const refused = rows('oidc', 'refused')

  test.each(refused)('$name: $says', async ({ name, code }) => {
    expect(await outcomeOf(() => byOidc(name, 'code'))).toBe(code)
  })

  const alsoByFormPost = refused.filter(({ needs }) => needs !== 'response_type=code')
  test.each(alsoByFormPost)('$name, with the ID token by form post', async ({ name, code }) => {
    expect(await outcomeOf(() => byOidc(name, 'id-token'))).toBe(code)
  })

  test.each(['code', 'id-token'] as const)(
    'overage by %s: accepted with a warning',
    async (flow) => {
      const { attributes, warnings } = await byOidc('overage', flow)
      expect(warnings.map(({ code }) => code)).toEqual(['groups-overage'])
      expect(attributes.has('groups')).toBe(false)
    },
  )

  test.each(['code', 'id-token'] as const)(
    'unverified-email by %s: accepted with a warning',
    async (flow) => {
      const { warnings } = await byOidc('unverified-email', flow)
      expect(warnings.map(({ code }) => code)).toEqual(['email-unverified'])
    },
  )
})

test('what it cannot do it says', async () => {
  const told = await asProgram('/sign-in', {
    ...{ acsUrl, audience: spEntityId, person: 'ada', misbehave: 'politely' },
  })
  expect(told).toMatchObject({ code: 'misbehaviour-unknown' })
})
