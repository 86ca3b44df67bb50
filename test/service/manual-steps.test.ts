/** The proof of what a person set up at the IdP: by admin API, on the set-up page, and by `mortise steps --live`. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { check } from '../../src/cli/check.js'
import { steps } from '../../src/cli/steps.js'
import { startPracticeIdp, type PracticeIdp } from '../../src/practice-idp/index.js'
import { askIdp, furnish, post, signIn } from './people.js'
import { startTestDirectory, user } from './scim/support.js'
import { adminToken, startTestService, type TestService } from './support.js'

let idp: PracticeIdp
let service: TestService

beforeAll(async () => {
  idp = await startPracticeIdp({ port: 0 })
})
afterAll(() => idp.close())
beforeEach(async () => {
  service = await startTestService()
  await furnish(service, idp)
})
afterEach(() => service.close())

const seen = async ({ client }: Pick<TestService, 'client'>, name: string) => {
  const { observations } = await client.call('getManualSteps', { params: { name } })
  return Object.fromEntries(observations.map(({ event, status }) => [event, status]))
}

const password = 'correct horse battery staple'

async function administratorOf(organization: string): Promise<string> {
  const email = `root@${organization}.example`
  const path = `/organizations/${organization}/administrators/${email}`
  await service.admin('PUT', path, { displayName: 'Root' })
  await service.admin('PUT', `${path}/password`, { password })
  const landed = await fetch(`${service.url}/login/password`, {
    ...{ method: 'POST', redirect: 'manual', body: new URLSearchParams({ email, password }) },
    headers: { origin: service.url, accept: 'text/html' },
  })
  return landed.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

const setup = '/admin/connections/acme-okta/setup'
const see = (cookie: string) => service.get(setup, { cookie, accept: 'text/html' })

const run = async (command: 'steps' | 'check') => {
  const texts = { out: '', err: '' }
  const world = {
    ...{ env: { MORTISE_ADMIN_TOKEN: adminToken }, now: () => new Date(), isWatched: false },
    out: (text: string) => void (texts.out += text),
    say: (text: string) => void (texts.err += text),
  }
  const live = { live: service.url }
  const code =
    command === 'steps'
      ? await steps([], live, world)
      : await check([], { format: 'text', failOn: 'warning', ...live }, world)
  return { code, ...texts }
}

describe('by admin API', () => {
  test('pending, then observed by a sign-in, then contradicted by a refused one', async () => {
    expect(await seen(service, 'acme-okta')).toMatchObject({
      ...{ 'metadata-read': 'observed', 'signed-response': 'pending', attributes: 'pending' },
    })
    await signIn(service, idp)
    expect(await seen(service, 'acme-okta')).toMatchObject({
      ...{ 'signed-response': 'observed', attributes: 'observed' },
      'encrypted-assertion': 'contradicted',
    })
    service.clock.advance(1)
    const begun = await service.get('/saml/acme-okta/login')
    const answer = await askIdp(idp, begun.headers.get('location') ?? '')
    const text = Buffer.from(answer.SAMLResponse, 'base64').toString()
    const forged = Buffer.from(text.replaceAll('Ada', 'Eve')).toString('base64')
    expect((await post({ ...answer, SAMLResponse: forged })).status).toBe(403)
    expect(await seen(service, 'acme-okta')).toMatchObject({ 'signed-response': 'contradicted' })
  })

  test('what is not there is not found', async () => {
    await expect(
      service.client.call('getManualSteps', { params: { name: 'nobody' } }),
    ).rejects.toMatchObject({ finding: { code: 'not-found' } })
  })

  test('T61: a directory is proven by its first SCIM request', async () => {
    const directory = await startTestDirectory('torque')
    try {
      expect(await seen(directory, 'acme')).toMatchObject({ 'scim-request': 'pending' })
      await directory.scim('/Users', { method: 'POST', body: user('ada@acme.example') })
      expect(await seen(directory, 'acme')).toMatchObject({
        ...{ 'scim-request': 'observed', 'scim-without-groups': 'pending' },
      })
      directory.clock.advance(41)
      expect(await seen(directory, 'acme')).toMatchObject({ 'scim-without-groups': 'observed' })
      await directory.scim('/Groups', { method: 'POST', body: {} })
      expect(await seen(directory, 'acme')).toMatchObject({ 'scim-without-groups': 'contradicted' })
      expect(JSON.stringify(await seen(directory, 'acme-okta'))).toContain('scim-request')
    } finally {
      await directory.close()
    }
  })
})

describe('S02: the set-up page', () => {
  test('shows an administrator what to paste, and what was seen', async () => {
    await signIn(service, idp)
    const page = await see(await administratorOf('acme'))
    expect(page.status).toBe(200)
    expect(page.text).toContain(`${service.url}/saml/acme-okta/acs`)
    expect(page.text).toContain(`${service.url}/saml/acme-okta/metadata`)
    expect(page.text).toContain('What this service has seen')
    expect(page.text).toMatch(/badge good[^>]*>observed/)
    expect(page.text).not.toContain('ada@')
  })

  test('is nobody else’s: strangers, people, administrators of another organization', async () => {
    expect((await see('')).status).toBe(303)
    expect((await see(await signIn(service, idp))).status).toBe(403)
    await service.admin('PUT', '/organizations/globex', { preset: 'twenty', displayName: 'Globex' })
    const other = await see(await administratorOf('globex'))
    expect(other.status).toBe(404)
    expect(other.text).not.toContain('acme')
  })
})

describe('from the command line', () => {
  test('mortise steps --live prints the values, and the status of each', async () => {
    await signIn(service, idp)
    const { code, out, err } = await run('steps')
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('## Connection `acme-okta`')
    expect(out).toContain(`\`${service.url}/saml/acme-okta/acs\``)
    expect(out).toMatch(/### ☑ .*tell it who we are/)
  })

  test('mortise check --live reads the service, and says whose other side it does not have', async () => {
    const { code, out, err } = await run('check')
    expect(err).toBe('')
    // The practice IdP's certificate is made for thirty days.
    expect(code).toBe(2)
    expect(out).toMatch(
      /^warning: certificate-ends-soon: the certificate of CN=Mortise practice IdP/m,
    )
    expect(out).toContain('connection acme-okta: the IdP’s side is not in these files')
  })
})
