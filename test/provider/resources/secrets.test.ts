/** Secrets under a real terraform and the bundled provider as a process: in no plan, state or log; never cleared by a change of something else; sent again when their version says so. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startPracticeIdp } from '../../../src/practice-idp/index.js'
import { registerApp, signIn } from '../../service/oidc/support.js'
import { adminToken, type TestService } from '../../service/support.js'
import { startServiceToManage } from '../service.js'
import { openSurvivor, prepareProvider, type Survivor } from '../survival/workspace.js'

prepareProvider()

let service: TestService
// The bodies below are written before anything of theirs runs.
const idp = await startPracticeIdp({ port: 0 })
beforeAll(async () => {
  service = await startServiceToManage()
  // Without a directory: there, anybody the IdP knows may sign in.
  await service.client.call('putOrganization', {
    params: { name: 'open' },
    body: { preset: 'sonarqube-cloud', displayName: 'Open' },
  })
  for (const name of ['acme', 'second']) {
    const body = { preset: 'sonarqube-cloud', displayName: 'Acme' }
    await service.client.call('putOrganization', { params: { name }, body })
    await service.client.call('putSamlConnection', {
      params: { name: `${name}-okta` },
      body: {
        organization: name,
        idpEntityId: 'http://www.okta.com/x',
        idpSsoUrl: 'https://acme.okta.com/app/x/sso/saml',
        certificates: [pem],
      },
    })
    await service.client.call('putActivation', {
      params: { name: `${name}-okta` },
      body: { override: { reason: 'tests of other things' } },
    })
    await service.client.call('putDirectory', {
      params: { name: `${name}-dir` },
      body: { organization: name },
    })
  }
})
afterAll(async () => {
  await service.close()
  await idp.close()
})

const pem = readFileSync(
  new URL('../../golden/certificates/test-only-rsa.pem', import.meta.url),
  'utf8',
)

/** What is in any file terraform keeps or writes, its log included; but for the variables, which are ours. */
const everythingIn = ({ folder }: Survivor): string =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name !== 'terraform.tfvars')
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n')

interface Secret {
  /** The full type. */
  readonly type: string
  /** The body, given the secret's expression. */
  readonly created: (secret: string) => string
  /** Differs in something else that can change in place; left out where nothing can. */
  readonly changed?: (secret: string) => string
  /** Says that the secret is another one now. */
  readonly bumped: (secret: string) => string
  /** Does the service hold this value? */
  readonly isHeld: (value: string) => Promise<boolean>
}

const answers = async (directory: string, value: string): Promise<boolean> => {
  const found = await service.client.call('getDirectory', { params: { name: directory } })
  const headers = { authorization: `Bearer ${value}` }
  return (await fetch(`${found.baseUrl}/Users`, { headers })).status === 200
}

/** Does the IdP, whose app has this secret, let people in through the connection? */
async function signsIn(name: string, clientSecret: string): Promise<boolean> {
  await registerApp(idp, `${service.url}/oidc/${name}/callback`, { clientSecret })
  const override = { reason: 'tests of other things' }
  await service.client.call('putActivation', { params: { name }, body: { override } })
  return (await signIn(service, idp, 'ada', '', `/oidc/${name}/login`)).status === 303
}

const oidc = (value: string, more = ''): string => `
  name             = "acme-oidc"
  organization     = "open"
  issuer           = "${idp.issuer}"
  client_id        = "app-of-acme"
  client_secret_wo = ${value}
  ${more}`

const secrets: readonly Secret[] = [
  {
    type: 'mortise_oidc_connection',
    created: (value) => oidc(value),
    changed: (value) => oidc(value, 'scopes = ["email"]'),
    bumped: (value) => oidc(value, 'client_secret_wo_version = 2'),
    isHeld: (value) => signsIn('acme-oidc', value),
  },
  {
    type: 'mortise_directory_token',
    created: (value) => `directory = "acme-dir"\nname = "kept"\nvalue_wo = ${value}`,
    bumped: (value) =>
      `directory = "acme-dir"\nname = "kept"\nvalue_wo = ${value}\nvalue_wo_version = 2`,
    isHeld: (value) => answers('acme-dir', value),
  },
]

const [first, second] = ['first', 'second'].map((word) => `${word}-${'0123456789abcdef'.repeat(3)}`)

async function openTraced(): Promise<Survivor & { give: (value: string) => void }> {
  // The log lies in the folder, and so is looked through with everything else.
  const at = await openSurvivor(service.url, { TF_LOG: 'trace', TF_LOG_PATH: 'trace.log' })
  const give = (value: string): void =>
    writeFileSync(join(at.folder, 'terraform.tfvars'), `secret = "${value}"\n`)
  return { ...at, give }
}

const withSecret = ({ type }: Secret, body: string): string => `
variable "secret" {
  type      = string
  ephemeral = true
  sensitive = true
}
resource "${type}" "it" {
${body}
}`

async function apply(at: Survivor, name: string): Promise<string> {
  const plan = await at.terraform('plan', `-out=${name}.tfplan`)
  expect([plan.code, plan.output]).toEqual([0, expect.not.stringContaining('No changes')])
  // Ephemeral variables are in no saved plan: they are given again.
  const done = await at.terraform('apply', '-var-file=terraform.tfvars', `${name}.tfplan`)
  expect([done.code, done.output]).toEqual([0, expect.stringContaining('Apply complete')])
  const shown = await at.terraform('show', '-json', `${name}.tfplan`)
  return plan.output + done.output + shown.output + (await at.terraform('show', '-json')).output
}

describe.each(secrets.map((secret) => [secret.type, secret] as const))('%s', (_, secret) => {
  test('is written nowhere, survives other changes, and is sent again with its version', async () => {
    const at = await openTraced()
    at.give(first ?? '')
    await at.configure(withSecret(secret, secret.created('var.secret')))
    const said = [await apply(at, 'created')]
    expect(await secret.isHeld(first ?? '')).toBe(true)

    if (secret.changed !== undefined) {
      await at.configure(withSecret(secret, secret.changed('var.secret')))
      said.push(await apply(at, 'changed'))
      expect(await secret.isHeld(first ?? '')).toBe(true)
    }

    at.give(second ?? '')
    await at.configure(withSecret(secret, secret.bumped('var.secret')))
    said.push(await apply(at, 'bumped'))
    expect([await secret.isHeld(first ?? ''), await secret.isHeld(second ?? '')]).toEqual([
      false,
      true,
    ])

    const everything = said.join('\n') + everythingIn(at)
    expect(everything).toContain('provider.mortise')
    for (const value of [first, second, adminToken]) expect(everything).not.toContain(value)
  })
})

test('a token that is to be replaced under its old value is refused while it still works', async () => {
  const at = await openSurvivor(service.url)
  const body = (more: string): string => `
resource "mortise_directory_token" "it" {
  directory = "second-dir"
  name      = "spent"
  value_wo  = "spent-0123456789-0123456789-0123456789"
  ${more}
}`
  await at.configure(body(''))
  expect((await at.terraform('apply', '-auto-approve')).code).toBe(0)
  for (const more of ['value_wo_version = 2', 'expires_in_days = 30']) {
    await at.configure(body(more))
    const { code, output } = await at.terraform('apply', '-auto-approve')
    expect([code, output]).toEqual([1, expect.stringContaining('Code: value-spent')])
  }
  expect(await answers('second-dir', 'spent-0123456789-0123456789-0123456789')).toBe(true)
})
