/** The services that speak OpenID Connect, each with the IdPs its page names, end to end over real HTTP. */
import { afterEach, describe, expect, test } from '@jest/globals'
import {
  groupNamed,
  startPracticeIdp,
  type Guise,
  type PracticeIdp,
} from '../../../src/practice-idp/index.js'
import { enable } from '../people.js'
import type { TestService } from '../support.js'
import {
  askIdp,
  attemptOf,
  beginAt,
  breakGlass,
  carry,
  furnishOnly,
  privateSaas,
  seen,
  signIn,
  startServiceFor,
  tenantId,
  type Furnishing,
} from './support.js'

let idp: PracticeIdp
let service: TestService
afterEach(async () => {
  await idp.close()
  await service.close()
})

async function start(
  guise: Guise | undefined,
  given: Furnishing,
): Promise<Record<string, unknown>> {
  idp = await startPracticeIdp({ port: 0, ...(guise ? { guise } : {}) })
  service = await startServiceFor(idp)
  const connection = await furnishOnly(service, idp, given)
  await breakGlass(service)
  await enable(service, 'acme-oidc')
  return connection
}

const entra: Guise = { kind: 'entra', tenantId }
const okta: Guise = { kind: 'okta', domain: 'acme.okta.com' }
const google: Guise = { kind: 'google', hostedDomain: 'example.com' }

describe('SonarQube Cloud', () => {
  const byOkta = { connection: { issuer: null, oktaDomain: 'acme.okta.com' } }

  test('S21: Okta by domain, client ID and secret; its groups claim gives groups and roles', async () => {
    const { idp: facts, endpoints } = await start(okta, byOkta)
    expect(facts).toMatchObject({ issuer: 'https://acme.okta.com', idpKind: 'okta' })
    expect(endpoints).toMatchObject({ redirectUri: `${service.url}/oidc/acme-oidc/callback` })
    expect(await seen(service, await signIn(service, idp))).toMatchObject({
      user: { login: 'ada@example.com', name: 'Ada Lovelace', email: 'ada@example.com' },
      groups: ['Engineers', 'Platform Admins'],
      roles: ['create-projects'],
    })
  })

  test('S62: the next sign-in resets memberships to what the IdP says', async () => {
    await start(undefined, {})
    const before = await signIn(service, idp, 'ada')
    expect((await seen(service, before))['groups']).toEqual(['Engineers', 'Platform Admins'])
    await service.admin('DELETE', '/organizations/acme/groups/Engineers')
    const after = await signIn(service, idp, 'ada')
    expect((await seen(service, after))['groups']).toEqual(['Platform Admins'])
  })

  test('S46: too many groups to list is never read as none', async () => {
    await start(undefined, {})
    await signIn(service, idp, 'ada')
    const landed = await signIn(service, idp, 'ada', 'overage')
    const { groups, trace } = await seen(service, landed)
    expect(groups).toEqual(['Engineers', 'Platform Admins'])
    expect(trace).toContainEqual(
      expect.objectContaining({ effect: 'warned', subject: 'groups', source: 'S46, T44' }),
    )
  })

  test('S08: by enterprise key; a callback nobody asked for is refused', async () => {
    await start(okta, byOkta)
    const { headers } = await service.get('/login/sso?enterprise_key=acme')
    expect(headers.get('location')).toBe(`${service.url}/oidc/acme-oidc/login`)
    const redirectUri = `${service.url}/oidc/acme-oidc/callback`
    const unasked = { redirectUri, responseMode: 'query', parameters: { code: 'x' } } as const
    expect((await attemptOf(service, await carry(unasked))).finding?.code).toBe(
      'callback-state-missing',
    )
  })
})

describe('Torque, private SaaS with Azure AD', () => {
  const input = (more: object = {}): Furnishing => ({
    organization: {
      ...{ preset: 'torque', roleRules: [], roles: ['Space Member', 'Space Developer'] },
      ...more,
    },
    connection: privateSaas,
    app: { clientSecret: undefined },
    groups: {
      Builders: { idpIdentifier: groupNamed('Engineers', entra) },
      Unmapped: {},
    },
  })

  test('T73: tenant and client ID are enough; T71: the redirect URI is exactly the page’s', async () => {
    const { endpoints, idp: facts, warnings } = await start(entra, input())
    expect(endpoints).toMatchObject({
      redirectUri: `${service.url}/api/accounts/idp-callback`,
    })
    expect(facts).toMatchObject({
      issuer: `https://login.microsoftonline.com/${tenantId}/v2.0`,
      tenantId,
    })
    expect(warnings).toEqual([expect.objectContaining({ code: 'id-token-by-browser' })])
    const location = new URL(await beginAt(service, '/oidc/acme-oidc/login'))
    expect(Object.fromEntries(location.searchParams)).toMatchObject({
      ...{ response_type: 'id_token', response_mode: 'form_post' },
      redirect_uri: `${service.url}/api/accounts/idp-callback`,
    })
    expect((await signIn(service, idp)).status).toBe(303)
  })

  test('T70: the login page has the button Sign in with Azure, where it is clear whose page it is', async () => {
    await start(entra, input())
    const login = async (query = '') => (await service.get(`/login${query}`)).text
    expect(await login()).toContain(
      `<a class="button second wide-button" href="${service.url}/oidc/acme-oidc/login">Sign in with Azure</a>`,
    )
    await service.admin('PUT', '/organizations/other', {
      ...{ preset: 'torque', displayName: 'Other', roleRules: [] },
    })
    expect(await login()).not.toContain('Sign in with Azure')
    expect(await login('?organization=acme')).toContain('Sign in with Azure')
    expect(await login('?organization=other')).not.toContain('Sign in with Azure')
    await service.admin('DELETE', '/connections/acme-oidc/activation')
    expect(await login('?organization=acme')).not.toContain('Sign in with Azure')
  })

  test('T72: the first sign-in puts people into the default space with its role, and later ones leave it', async () => {
    await start(entra, input())
    await service.admin('PUT', '/organizations/acme/spaces/Trial', {})
    await service.admin('PUT', '/organizations/acme', {
      ...{ preset: 'torque', displayName: 'Acme', roles: ['Space Member', 'Space Developer'] },
      ...{ defaultSpace: 'Trial', defaultRole: 'Space Developer' },
    })
    const first = await seen(service, await signIn(service, idp))
    expect(first['spaces']).toEqual(['Trial as Space Developer'])
    const again = await seen(service, await signIn(service, idp))
    expect(again['spaces']).toEqual(['Trial as Space Developer'])
  })

  test('T76: groups are mirrored by object ID; T48: the log says Valid login through AzureAD Idp detected', async () => {
    await start(entra, input())
    const landed = await signIn(service, idp)
    expect((await seen(service, landed))['groups']).toEqual(['Builders'])
    const ids = ['Engineers', 'Platform Admins'].map((name) => groupNamed(name, entra))
    const lines = service.logged.filter((line) => line.includes('AzureAD Idp'))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain(
      `Valid login through AzureAD Idp detected; groups: ${ids.join(', ')}`,
    )
    const [{ claims } = { claims: null }] = (await service.client.call('listSignInAttempts')).items
    expect(claims?.['groups']).toEqual(ids)
  })

  test('T44: an overage leaves mapped groups as they are, and is named', async () => {
    await start(entra, input())
    await signIn(service, idp)
    const landed = await signIn(service, idp, 'ada', 'overage')
    expect((await seen(service, landed))['groups']).toEqual(['Builders'])
    expect(JSON.stringify((await seen(service, landed))['trace'])).toContain('too many groups')
  })

  test('T75: another tenant’s token is refused', async () => {
    await start(entra, input())
    const landed = await signIn(service, idp, 'ada', 'wrong-iss')
    expect((await attemptOf(service, landed)).finding?.code).toBe('id-token-issuer-mismatch')
  })

  test('the door it shares with SAML keeps both apart', async () => {
    await start(entra, input())
    const door = `${service.url}/api/accounts/idp-callback`
    const post = async (fields: Record<string, string>) => {
      const answer = await fetch(door, {
        ...{ method: 'POST', headers: { accept: 'application/json' } },
        body: new URLSearchParams(fields),
      })
      const { reference = '' } = (await answer.json()) as { reference?: string }
      return (await service.client.call('getSignInAttempt', { params: { reference } })).finding
        ?.code
    }
    expect(await post({ SAMLResponse: 'AAAA', state: 'x', id_token: 'y' })).toBe('xml-encoding')
    expect(await post({ state: 'x', id_token: 'y' })).toBe('authorization-request-unknown')
    expect(await post({})).toBe('response-missing')
  })

  test('T07: with Okta it takes a code, by the same door', async () => {
    await start(okta, {
      ...input(),
      ...{ connection: { issuer: null, oktaDomain: 'acme.okta.com' }, app: {} },
      groups: { Builders: { idpIdentifier: 'Engineers' } },
    })
    expect(await seen(service, await signIn(service, idp))).toMatchObject({ groups: ['Builders'] })
    expect(service.logged.join('')).not.toContain('AzureAD')
  })
})

describe('Twenty', () => {
  const organization = { preset: 'twenty', roleRules: [] }

  test('W01: Microsoft Entra ID by tenant; W06: the default role at the first sign-in', async () => {
    const { endpoints } = await start(entra, {
      ...{ organization, groups: {} },
      connection: { issuer: null, entraTenantId: tenantId },
    })
    expect(endpoints).toMatchObject({ redirectUri: `${service.url}/auth/oidc/callback` })
    const path = '/auth/oidc/login/acme-oidc'
    expect(await seen(service, await signIn(service, idp, 'ada', '', path))).toMatchObject({
      user: { email: 'ada@example.com' },
      roles: ['Member'],
    })
  })

  test('W01: Google Workspace by its domain, and no other Google account', async () => {
    const connection = { issuer: null, googleHostedDomain: 'example.com' }
    await start(google, { organization, connection, groups: {} })
    const path = '/auth/oidc/login/acme-oidc'
    const location = await beginAt(service, path)
    expect(new URL(location).searchParams.get('hd')).toBe('example.com')
    expect((await signIn(service, idp, 'ada', '', path)).status).toBe(303)
    const other = await service.admin('PUT', '/oidc-connections/acme-oidc', {
      ...{ organization: 'acme', clientId: 'app-of-acme', googleHostedDomain: 'other.example' },
    })
    expect(other.status).toBe(200)
    // Another domain is another IdP: nobody enters through it until it is tested.
    expect(other.json['status']).toBe('suspended')
    await enable(service, 'acme-oidc')
    const refused = await carry(await askIdp(idp, await beginAt(service, path)))
    expect((await attemptOf(service, refused)).finding?.code).toBe(
      'id-token-hosted-domain-mismatch',
    )
  })

  test('W07: without just-in-time provisioning only who was invited enters', async () => {
    const connection = { justInTimeProvisioning: false }
    await start(undefined, { organization, connection, groups: {} })
    const path = '/auth/oidc/login/acme-oidc'
    const refused = await signIn(service, idp, 'ada', '', path)
    expect((await attemptOf(service, refused)).finding?.code).toBe('user-unknown')
    await service.admin('PUT', '/organizations/acme/users/ada@example.com', { roles: ['Admin'] })
    const landed = await signIn(service, idp, 'ada', '', path)
    expect((await seen(service, landed))['roles']).toEqual(['Admin'])
  })
})
