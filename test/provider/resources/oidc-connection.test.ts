/** mortise_oidc_connection lives its life under a real terraform, against a real service and a real IdP; and its client secret is seen nowhere on the way. */
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startPracticeIdp } from '../../../src/practice-idp/index.js'
import { mortiseProvider } from '../../../src/provider/index.js'
import { attemptOf, registerApp, signIn } from '../../service/oidc/support.js'
import type { TestService } from '../../service/support.js'
import { conformance } from '../framework/conformance.js'
import { openWorkspace, type Workspace } from '../framework/terraform.js'
import { startServiceToManage } from '../service.js'

let service: TestService
// Bodies of the suites below are written before anything of theirs runs.
const idp = await startPracticeIdp({ port: 0 })
beforeAll(async () => {
  service = await startServiceToManage()
})
afterAll(async () => {
  await idp.close()
  await service.close()
})

const { issuer } = idp
const clientSecret = 'the-secret-of-the-app-0123456789'
const organization = (name: string, preset = 'sonarqube-cloud'): string => `
resource "mortise_organization" "o" {
  name         = "${name}"
  preset       = "${preset}"
  display_name = "Acme"
}`
const least = (name: string): string => `
  name             = "${name}"
  organization     = mortise_organization.o.name
  issuer           = "${issuer}"
  client_id        = "app-of-acme"`
const body = (name: string, more = ''): string =>
  `${least(name)}\nclient_secret_wo = "${clientSecret}"\n${more}`
/** Each test has an organization of its own: what it leaves is in nobody's way. */
const resource = (of: string, content: string): string =>
  `${organization(of)}\nresource "mortise_oidc_connection" "it" {\n${content}\n}`

conformance('an OpenID Connect connection', {
  provider: () => mortiseProvider,
  type: 'mortise_oidc_connection',
  around: organization('life-acme'),
  created: body('life-oidc'),
  updated: body(
    'life-oidc',
    `response_mode = "form_post"
     scopes = ["groups", "email"]
     max_age_seconds = 3600
     attribute_mapping = { login = "preferred_username" }
     settings = { precedence = "jit" }
     client_authentication = "client_secret_post"
     client_secret_wo_version = 1`,
  ),
  replaced: body('life-oidc-2'),
  importId: 'life-oidc',
  vanish: async () => {
    await service.admin('DELETE', '/oidc-connections/life-oidc-2')
  },
})

conformance('an OpenID Connect connection that proves itself by a key', {
  provider: () => mortiseProvider,
  type: 'mortise_oidc_connection',
  around: organization('key-acme'),
  created: `${least('life-key')}\nclient_authentication = "private_key_jwt"`,
  updated: body('life-key'),
  importId: 'life-key',
})

async function inWorkspace(work: (at: Workspace) => Promise<void>): Promise<void> {
  const at = await openWorkspace(mortiseProvider)
  try {
    await work(at)
  } finally {
    await at.close()
  }
}

const name = 'secret-oidc'
/** As it should be given: ephemeral, so that no file of Terraform's holds it. */
const fromVariable = (more = ''): string =>
  `${least(name)}\nclient_secret_wo = var.client_secret\n${more}`
const say = (at: Workspace, secret: string): Promise<void> =>
  writeFile(join(at.directory, 'secret.auto.tfvars'), `client_secret = "${secret}"\n`)
const login = () => signIn(service, idp, 'ada', '', `/oidc/${name}/login`)
const activation = `
resource "mortise_connection_activation" "a" {
  connection_name = mortise_oidc_connection.it.name
  override_reason = "tests of other things"
}
data "mortise_connection" "c" {
  name       = mortise_oidc_connection.it.name
  depends_on = [mortise_connection_activation.a]
}
data "mortise_connection_test" "t" {
  connection_name = mortise_oidc_connection.it.name
}
variable "client_secret" {
  type      = string
  ephemeral = true
  sensitive = true
  default   = null
}`

describe('a client secret', () => {
  test('signs people in, and is in no state, plan or output; another change leaves it', () =>
    inWorkspace(async (at) => {
      await registerApp(idp, `${service.url}/oidc/${name}/callback`, { clientSecret })
      await at.configure(`${resource('secret-acme', fromVariable())}${activation}`)
      await say(at, clientSecret)
      const seen = [
        await at.succeed('plan', '-out', 'plan.bin'),
        await at.succeed('show', '-json', 'plan.bin'),
        await at.succeed('apply', 'plan.bin'),
        await at.succeed('show', '-json'),
      ]
      expect((await login()).status).toBe(303)
      expect(await at.stored('data.mortise_connection.c')).toMatchObject({
        ...{ protocol: 'oidc', idp: issuer, status: 'enabled' },
      })
      expect(await at.stored('data.mortise_connection_test.t')).toMatchObject({ passed: true })
      // Terraform may hold another value meanwhile: without another version it is not sent.
      await say(at, 'another-0123456789')
      const changed = fromVariable('scopes = ["email"]')
      await at.configure(`${resource('secret-acme', changed)}${activation}`)
      seen.push(await at.succeed('apply', '-auto-approve'))
      expect((await login()).status).toBe(303)
      const withoutOne = `${least(name)}\nscopes = ["email", "groups"]`
      await at.configure(`${resource('secret-acme', withoutOne)}${activation}`)
      seen.push(await at.succeed('apply', '-auto-approve'), await at.succeed('show', '-json'))
      expect((await login()).status).toBe(303)
      seen.push(readFileSync(join(at.directory, 'terraform.tfstate'), 'utf8'))
      expect(seen.join('\n')).not.toContain(clientSecret)
      expect(seen.join('\n')).not.toContain('another-0123456789')
    }))

  test('of another version is sent, once', () =>
    inWorkspace(async (at) => {
      const next = (version: number, secret: string): string =>
        resource(
          'next-acme',
          `${least('next-oidc')}\nclient_secret_wo = "${secret}"\nclient_secret_wo_version = ${version}`,
        )
      await registerApp(idp, `${service.url}/oidc/next-oidc/callback`, { clientSecret: 'second' })
      await at.configure(`${next(1, 'first-0123456789')}${activation}`)
      await at.succeed('apply', '-auto-approve')
      const path = '/oidc/next-oidc/login'
      const refused = await signIn(service, idp, 'ada', '', path)
      expect((await attemptOf(service, refused)).finding?.code).toBe('token-client-refused')
      await at.configure(`${next(2, 'second')}${activation}`)
      expect(await at.succeed('apply', '-auto-approve')).toContain('will be updated in-place')
      expect((await signIn(service, idp, 'ada', '', path)).status).toBe(303)
      expect(await at.succeed('plan')).not.toContain('mortise_oidc_connection.it will be')
    }))

  test('that is missing, unused or meant for another is refused at the plan, or told there', () =>
    inWorkspace(async (at) => {
      const planned = async (content: string): Promise<string> => {
        await at.configure(resource('moved-acme', content))
        return (await at.terraform('plan')).output.replace(/\s+│?\s*/g, ' ')
      }
      expect(await planned(least('none-oidc'))).toContain('Code: client-secret-missing')
      const unused = body('none-oidc', 'client_authentication = "private_key_jwt"')
      expect(await planned(unused)).toContain('Code: client-secret-unused')
      await at.configure(resource('moved-acme', body('moved-oidc')))
      await at.succeed('apply', '-auto-approve')
      const moved = body('moved-oidc').replace('app-of-acme', 'another-app')
      expect(await planned(moved)).toContain('Code: client-secret-needed-again')
      const { code, output } = await at.terraform('apply', '-auto-approve')
      expect(code).not.toBe(0)
      expect(output).toContain('client_secret_wo_version')
    }))
})

describe('the plan', () => {
  const planned = (content: string, around = organization('plan-acme')): Promise<string> =>
    new Promise((resolve, reject) => {
      inWorkspace(async (at) => {
        await at.configure(`${around}\nresource "mortise_oidc_connection" "it" {\n${content}\n}`)
        resolve((await at.terraform('plan')).output.replace(/\s+│?\s*/g, ' '))
      }).catch(reject)
    })

  test('knows what the IdP must be told', async () => {
    const output = await planned(body('plan-oidc'))
    expect(output).toContain(`redirect_uri = "${service.url}/oidc/plan-oidc/callback"`)
    expect(output).toContain(`login_url = "${service.url}/oidc/plan-oidc/login"`)
  })

  test.each([
    ['two IdPs', 'okta_domain = "acme.okta.com"', 'idp-source-ambiguous'],
    ['an ID Token in a URL', 'response_type = "id_token"', 'response-mode-unsafe'],
    ['openid among the scopes', 'scopes = ["openid"]', 'is always asked for'],
    ['a setting of SAML', 'settings = { audience = "x" }', 'setting-not-offered'],
  ])('refuses %s', async (_title, more, expected) => {
    expect(await planned(body('bad-oidc', more))).toContain(expected)
  })

  test('Q01: refuses it under a service that does not speak it', async () => {
    const output = await planned(body('bad-oidc'), organization('qual-acme', 'qualified'))
    expect(output).toContain('Code: protocol-unsupported')
  })
})

test('T73: Torque with Azure AD needs tenant and client ID only', () =>
  inWorkspace(async (at) => {
    await at.configure(`${organization('torque-acme', 'torque')}
resource "mortise_oidc_connection" "it" {
  name                  = "torque-oidc"
  organization          = mortise_organization.o.name
  entra_tenant_id       = "5a7f1c2e-0000-4000-8000-000000000001"
  client_id             = "11111111-2222-4333-8444-555555555555"
  client_authentication = "none"
  response_type         = "id_token"
  response_mode         = "form_post"
}`)
    const { code, output } = await at.terraform('plan')
    expect([code, output]).toEqual([0, expect.stringContaining('/api/accounts/idp-callback')])
  }))
