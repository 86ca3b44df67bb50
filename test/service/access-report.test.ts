/** Who has access through what, and what a supporter is shown: over a real service, and from the command line. */
import { readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { startPracticeIdp, type PracticeIdp } from '../../src/practice-idp/index.js'
import { mortise } from '../simulate/cli.js'
import { furnish, signIn } from './people.js'
import { redacted } from '../../src/service/support/redact.js'
import { adminToken, startTestService, type TestService } from './support.js'
import { enter, furnishTorque } from './torque-organization.js'
import { user as scimUser } from './scim/support.js'

let service: TestService
let idp: PracticeIdp

beforeAll(async () => {
  service = await startTestService()
  idp = await startPracticeIdp({ port: 0, now: () => service.clock.now() })
  await service.close()
})
afterAll(() => idp.close())
beforeEach(async () => void (service = await startTestService()))
afterEach(() => service.close())

interface Person {
  readonly login: string
  readonly state: string
  readonly lastSignInAt: string | null
  readonly access: readonly Record<'kind' | 'name' | 'through' | 'source', string>[]
}

const report = async (): Promise<readonly Person[]> =>
  (await service.admin('GET', '/organizations/acme/access')).json['items'] as Person[]
const told = ({ access }: Person) =>
  access.map(({ kind, name, through }) => `${kind} ${name}: ${through}`)

describe('W12: the access report', () => {
  test('through connections, groups and rules', async () => {
    await furnish(service, idp)
    await signIn(service, idp)
    const [ada] = await report()
    expect(ada).toMatchObject({ login: 'ada', state: 'active' })
    expect(Date.parse(ada!.lastSignInAt ?? '')).toBe(service.clock.now().getTime())
    expect(told(ada!)).toEqual([
      'group Engineers: connection "acme-okta", as its IdP reports',
      'group Platform Admins: connection "acme-okta", as its IdP reports',
      'role create-projects: member of "Platform Admins"',
    ])
    expect(ada!.access[2]?.source).toBe('role_rules: Platform Admins → create-projects')
  })

  test('through a directory, also before anybody has signed in; those removed are left out', async () => {
    await furnish(service, idp)
    await service.admin('PUT', '/directories/acme', { organization: 'acme' })
    const { json } = await service.admin('PUT', '/directories/acme/tokens/first', {})
    const headers = {
      authorization: `Bearer ${String(json['value'])}`,
      'content-type': 'application/scim+json',
    }
    for (const name of ['ada@example.com', 'gone@example.com']) {
      const body = JSON.stringify(scimUser(name))
      await fetch(`${service.url}/scim/acme/v2/Users`, { method: 'POST', headers, body })
    }
    await service.admin('DELETE', '/organizations/acme/users/gone@example.com')
    const people = await report()
    expect(people).toMatchObject([
      {
        login: 'ada@example.com',
        state: 'pending',
        directory: 'acme',
        lastSignInAt: null,
        access: [],
      },
    ])
  })

  test('under Torque: what the IdP said, what was given here, and by whom a group is driven', async () => {
    await furnishTorque(service, 'entra')
    await enter(service, {
      space_name: ['Trial'],
      space_role: ['Space Developer'],
      groups: ['6f1c'],
    })
    await service.admin('PUT', '/organizations/acme/users/ada/groups/Handmade')
    await service.admin('PUT', '/organizations/acme/users/ada', { accountRole: 'Account Admin' })
    const [ada] = await report()
    expect(told(ada!)).toEqual([
      'group Handmade: given here',
      'group Mapped: connection "acme-sso", as its IdP reports',
      'space Trial as Space Developer: as the IdP said at the first sign-in, or given here',
      'account role Account Admin: as the IdP said, or given here',
    ])
    expect(ada!.access.every(({ source }) => source !== '')).toBe(true)
  })

  test('from the command line, as a table and for a spreadsheet that runs nothing', async () => {
    await furnish(service, idp)
    await signIn(service, idp)
    const args = ['access-report', '--service', service.url, '--organization', 'acme']
    const env = { MORTISE_ADMIN_TOKEN: adminToken }
    const [text, csv, nobody] = await Promise.all([
      mortise(args, { env }),
      mortise([...args, '--format', 'csv'], { env }),
      mortise(args),
    ])
    expect([text.code, text.stdout]).toEqual([0, expect.stringMatching(/^login +name +state/)])
    expect(text.stdout).toMatch(/ada +Ada Lovelace +active +acme-okta .*role create-projects/)
    expect(csv.stdout.split('\r\n')[1]).toMatch(/^"ada","Ada Lovelace","active","acme-okta","",/)
    expect([nobody.code, nobody.stderr]).toEqual([
      1,
      expect.stringContaining('MORTISE_ADMIN_TOKEN'),
    ])
  })
})

test('the admin token goes to no service that is named in the clear', async () => {
  const asked = ['--service', 'http://sso.example.com', '--organization', 'acme']
  const env = { MORTISE_ADMIN_TOKEN: adminToken }
  for (const command of ['access-report', 'support-bundle']) {
    const { code, stderr } = await mortise([command, ...asked], { env })
    expect([code, stderr]).toEqual([1, expect.stringContaining('--service must be an https URL')])
  }
})

describe('W15: the support bundle', () => {
  /** Whatever must not be in it, gathered while it comes to be. */
  async function furnishWithSecrets(): Promise<readonly string[]> {
    await furnish(service, idp, 'acme-okta', { justInTimeProvisioning: false })
    await service.admin('PUT', '/organizations/acme/administrators/root@acme.example', {
      displayName: 'Root Person',
    })
    const password = 'correct horse battery staple'
    await service.admin('PUT', '/organizations/acme/administrators/root@acme.example/password', {
      password,
    })
    await service.admin('PUT', '/directories/acme', { organization: 'acme' })
    const token = await service.admin('PUT', '/directories/acme/tokens/first', {})
    const value = String(token.json['value'])
    const scim = (body: object, authorization = `Bearer ${value}`) =>
      fetch(`${service.url}/scim/acme/v2/Users`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/scim+json' },
        body: JSON.stringify(body),
      })
    await scim(scimUser('hedy@acme.example', { externalId: '00u-secret-external' }))
    await scim(scimUser('hedy@acme.example'))
    const cookie = await signIn(service, idp).catch((error: unknown) => String(error))
    const root = await service.store.administrators.find('acme', 'root@acme.example')
    const [stored] = await service.store.directoryTokens.list('acme')
    const people = [
      'ada',
      'Ada Lovelace',
      'ada@example.com',
      'hedy',
      'hedy@acme.example',
      'Root Person',
    ]
    return [
      ...people,
      ...['root@acme.example', '00u-secret-external', password, value, adminToken],
      ...[root?.passwordHash ?? '', stored?.tokenHash ?? '', cookie.split('=')[1] ?? 'no cookie'],
      'PRIVATE KEY',
      'BEGIN CERTIFICATE',
    ].filter((each) => each !== '')
  }

  const bundle = async () => (await service.admin('GET', '/organizations/acme/support-bundle')).json

  test('has errors, the IdP in use and the configuration', async () => {
    await furnishWithSecrets()
    const found = await bundle()
    expect(found).toMatchObject({
      organization: {
        ...{ name: 'acme', preset: 'sonarqube-cloud', groups: 3, administrators: 1 },
        people: { pending: 1 },
      },
      connections: [
        {
          ...{ name: 'acme-okta', protocol: 'saml', justInTimeProvisioning: false },
          idp: { identifier: idp.entityId, toldBy: 'metadata-url' },
          attributeNames: { email: 'mail', name: 'displayName' },
        },
      ],
      errors: [{ connection: 'acme-okta', finding: { code: 'user-unknown' } }],
      directories: [{ name: 'acme', errors: [{ status: 409, method: 'POST', path: '/Users' }] }],
    })
  })

  test('has no secret and nobody’s name in it, however it is looked for', async () => {
    const secrets = await furnishWithSecrets()
    const text = JSON.stringify(await bundle())
    expect(secrets.length).toBeGreaterThan(10)
    for (const secret of secrets) {
      // As a word of its own: "metadata" is nobody's name.
      const found = new RegExp(`(?<!\\w)${secret.replace(/[^\w\s]/g, '\\$&')}(?!\\w)`).test(text)
      expect([secret, found]).toEqual([secret, false])
      expect(text).not.toContain(Buffer.from(secret).toString('base64').replace(/=+$/, ''))
    }
    expect(text).not.toMatch(/passwordHash|tokenHash|\$argon2|clientSecret|claims/i)
    expect(text).not.toMatch(/[^\s"@]+@[^\s"@]+\.[a-z]{2,}/i)
  })

  test('from the command line, into a file that only its owner may read', async () => {
    await furnishWithSecrets()
    const out = join(tmpdir(), `mortise-bundle-${process.pid}.json`)
    const args = ['support-bundle', '--service', service.url, '--organization', 'acme']
    const { code } = await mortise([...args, '--out', out], {
      env: { MORTISE_ADMIN_TOKEN: adminToken },
    })
    expect([code, JSON.parse(readFileSync(out, 'utf8'))]).toEqual([
      0,
      expect.objectContaining({
        format: 1,
        organization: expect.objectContaining({ name: 'acme' }),
      }),
    ])
    expect(statSync(out).mode & 0o777).toBe(0o600)
  })

  test.each([
    ['nobody is known as "ada"', 'nobody is known as "[withheld]"'],
    ['userName ada is taken: somebody', 'userName [withheld] is taken: somebody'],
    ['userName is required', 'userName is required'],
    ['write to ada@acme.example now', 'write to [withheld] now'],
    ['got "https://x.example/acs?SAMLResponse=abc"', 'got "https://x.example/acs"'],
    ['expected "known", got "unknown"', 'expected "known", got "[withheld]"'],
    [`a token ${'x'.repeat(50)} here`, 'a token [withheld] here'],
    ['a "quote that \\" goes on" ends', 'a "[withheld]" ends'],
  ])('%s', (text, expected) => {
    expect(redacted(text, (value) => value === 'known')).toBe(expected)
  })
})
