/** "SSO & Provisioning": choosing IdP and protocol, the numbered stages, creating only what the IdP answers for, and enabling what was tested. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { getPreset, setupChoices, setupStages } from '../../src/core/index.js'
import { startPracticeIdp, type PracticeIdp } from '../../src/practice-idp/index.js'
import { askIdp, post } from './people.js'
import { startTestService, type TestService } from './support.js'

let idp: PracticeIdp
let service: TestService
/** An administrator's of acme, a workspace of Twenty. */
let cookie: string

beforeAll(async () => {
  idp = await startPracticeIdp({ port: 0 })
})
afterAll(() => idp.close())
beforeEach(async () => {
  service = await startTestService()
  cookie = await administratorOf('acme', 'twenty')
})
afterEach(() => service.close())

const password = 'correct horse battery staple'
const stages = '/admin/setup/connection'
const saml = { choice: 'other-saml', name: 'acme-sso' }

const send = async (path: string, form: Record<string, string> = {}, headers = {}) => {
  const answer = await fetch(`${service.url}${path}`, {
    ...{ method: 'POST', redirect: 'manual', body: new URLSearchParams(form) },
    headers: { origin: service.url, accept: 'text/html', cookie, ...headers },
  })
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}

async function administratorOf(organization: string, preset: string): Promise<string> {
  await service.admin('PUT', `/organizations/${organization}`, { preset, displayName: 'Acme' })
  const email = `root@${organization}.example`
  const path = `/organizations/${organization}/administrators/${email}`
  await service.admin('PUT', path, { displayName: 'Root' })
  await service.admin('PUT', `${path}/password`, { password })
  const { headers } = await send('/login/password', { email, password }, { cookie: '' })
  return headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

const see = (path: string, as = cookie) => service.get(path, { cookie: as, accept: 'text/html' })
const connection = () => service.admin('GET', '/connections/acme-sso')
const headings = (text: string) => [...text.matchAll(/<h2>(\d+\. [^<]+)<\/h2>/g)].map(([, h]) => h)

describe('what is offered', () => {
  test('S02: by SonarQube Cloud, Okta by OIDC, custom OIDC and custom SAML', () => {
    const offered = setupChoices(getPreset('sonarqube-cloud')).map(({ key }) => key)
    expect(offered).toEqual(expect.arrayContaining(['okta-oidc', 'other-oidc', 'other-saml']))
    expect(offered).not.toContain('entra-oidc')
  })

  test('T73, Q03: by Torque Entra by tenant; by Qualified nothing but SAML', () => {
    expect(setupChoices(getPreset('torque')).map(({ key }) => key)).toContain('entra-oidc')
    const qualified = setupChoices(getPreset('qualified'))
    expect(new Set(qualified.map(({ protocol }) => protocol))).toEqual(new Set(['saml']))
  })

  test('S03: the stages by their names; S02, S06: provisioning after sign-in and before it is enabled', () => {
    const titles = (protocol: 'saml' | 'oidc') =>
      setupStages(getPreset('sonarqube-cloud'), protocol).map(({ title }) => title)
    const end = ['Test SSO', 'Provisioning', 'Enable Connection']
    const begin = ['Create application', 'Configure connection']
    expect(titles('oidc')).toEqual([...begin, 'Claims Mapping', 'Assign Access', ...end])
    expect(titles('saml')).toEqual([...begin, 'Attribute Mapping', ...end])
    expect(setupStages(getPreset('twenty'), 'saml').map(({ stage }) => stage)).not.toContain(
      'provisioning',
    )
  })
})

describe('S02: the assistant', () => {
  test('asks which, numbers the stages, and shows what to paste before there is a connection', async () => {
    const asked = await see('/admin/setup')
    expect(asked.text).toContain('Another identity provider, OpenID Connect')
    const page = await see(`${stages}?choice=other-saml&name=acme-sso`)
    expect(headings(page.text)).toEqual([
      '1. Create application',
      '2. Configure connection',
      '3. Attribute Mapping',
      '4. Test SSO',
      '5. Enable Connection',
    ])
    expect(page.text).toContain(`${service.url}/auth/saml/callback/acme-sso`)
    expect((await connection()).status).toBe(404)
  })

  test('a choice or name that cannot be is said, and nothing is lost', async () => {
    for (const query of ['choice=magic&name=acme', 'choice=other-saml&name=Acme%20SSO', '']) {
      const page = await see(`${stages}?${query}`)
      expect(page.status).toBe(422)
      expect(page.text).toContain('That cannot be')
      expect(page.text).toContain('invalid-input')
    }
  })

  test('S04: creates only what the IdP answers for, and says what was wrong beside what was entered', async () => {
    const idpMetadataUrl = 'http://127.0.0.1:1/metadata'
    const refused = await send(stages, { ...saml, idpMetadataUrl })
    expect(refused.status).toBe(422)
    expect(refused.text).toContain('The connection was not created')
    expect(refused.text).toContain(`value="${idpMetadataUrl}"`)
    expect((await connection()).status).toBe(404)
    const created = await send(stages, { ...saml, idpMetadataUrl: idp.metadataUrl })
    expect([created.status, created.headers.get('location')]).toEqual([
      303,
      '/admin/connections/acme-sso/setup',
    ])
    expect((await connection()).json).toMatchObject({ organization: 'acme', status: 'draft' })
    const again = await send(stages, { ...saml, idpMetadataUrl: idp.metadataUrl })
    expect(again.text).toContain('already-exists')
  })

  test('a client secret that is refused is not shown again', async () => {
    const form = { choice: 'other-oidc', name: 'acme-oidc', issuer: 'http://127.0.0.1:1' }
    const secret = 'hunter2-hunter2'
    const refused = await send(stages, { ...form, clientId: 'mortise', clientSecret: secret })
    expect(refused.status).toBe(422)
    expect(refused.text).toContain('value="mortise"')
    expect(refused.text + service.logged.join('')).not.toContain(secret)
  })

  test('S05, S06: enabled after its test and not before', async () => {
    await send(stages, { ...saml, idpMetadataUrl: idp.metadataUrl })
    const enable = '/admin/connections/acme-sso/activation'
    const setup = '/admin/connections/acme-sso/setup'
    expect((await see(setup)).text).not.toContain('Enable this connection')
    expect((await send(enable)).status).toBe(409)
    const begun = await send('/admin/connections/acme-sso/tests')
    const url = begun.headers.get('refresh')?.split('url=')[1] ?? ''
    const opened = await service.get(url.slice(service.url.length))
    const landed = await post(await askIdp(idp, opened.headers.get('location') ?? ''))
    expect(landed.location).toMatch(/^\/connection-tests\//)
    expect((await see(setup)).text).toContain('Enable this connection')
    expect((await send(enable)).headers.get('location')).toBe(setup)
    expect((await connection()).json).toMatchObject({ status: 'enabled' })
  })

  test('is for administrators, of their own organization, and from our own pages', async () => {
    expect((await see('/admin/setup', '')).status).toBe(303)
    const elsewhere = { origin: 'https://evil.example' }
    const form = { ...saml, idpMetadataUrl: idp.metadataUrl }
    expect((await send(stages, form, elsewhere)).status).toBe(403)
    await send(stages, form)
    cookie = await administratorOf('globex', 'twenty')
    expect((await send('/admin/connections/acme-sso/activation')).status).toBe(404)
    expect((await send(stages, { ...form, organization: 'acme' })).text).toContain('already-exists')
  })
})
