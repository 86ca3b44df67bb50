/** State that an older provider wrote, under a real terraform: read, upgraded, and nothing to do. The file was written by the provider of November 2026, before value_version was renamed and before spaces, settings and policies. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { TestService } from '../../service/support.js'
import { startServiceToManage } from '../service.js'
import { openSurvivor, prepareProvider } from '../survival/workspace.js'

prepareProvider()

const golden = (file: string): string =>
  readFileSync(new URL(`../../golden/${file}`, import.meta.url), 'utf8')
const pem = golden('certificates/test-only-rsa.pem')
const value = 'test-only-value-0123456789-0123456789'

let service: TestService
beforeAll(async () => {
  service = await startServiceToManage()
  const { client } = service
  await client.call('putOrganization', {
    params: { name: 'acme' },
    body: {
      preset: 'sonarqube-cloud',
      displayName: 'Acme Inc.',
      roleRules: [
        { group: 'Platform Admins', role: 'create-projects' },
        { group: 'Everyone', role: 'execute-analysis' },
      ],
    },
  })
  await client.call('putGroup', {
    params: { organization: 'acme', name: 'Platform Admins' },
    body: {},
  })
  await client.call('putSamlConnection', {
    params: { name: 'acme-okta' },
    body: {
      organization: 'acme',
      idpEntityId: 'http://www.okta.com/exk1fcia6d6EMsf331d8',
      idpSsoUrl: 'https://acme.okta.com/app/exk1fcia6d6EMsf331d8/sso/saml',
      certificates: [pem],
      attributeMapping: { email: 'mail' },
    },
  })
  await client.call('putActivation', {
    params: { name: 'acme-okta' },
    body: { override: { reason: 'the IdP is not there yet' } },
  })
  await client.call('putDirectory', {
    params: { name: 'acme-okta' },
    body: { organization: 'acme', connection: 'acme-okta' },
  })
  await client.call('putDirectoryToken', {
    params: { directory: 'acme-okta', name: 'year-2026' },
    body: { value, expiresInDays: 90 },
  })
  await client.call('putDomain', {
    params: { organization: 'acme', name: 'acme.example' },
    body: {},
  })
  await client.call('putSsoPolicy', {
    params: { organization: 'acme' },
    body: { requireSso: false, breakGlassAdministrators: [] },
  })
  await client.call('putOrganization', {
    params: { name: 'torque' },
    body: { preset: 'torque', displayName: 'Torque' },
  })
  await client.call('putSpace', {
    params: { organization: 'torque', name: 'DevOps' },
    body: { displayName: 'Development & Operations' },
  })
})
afterAll(() => service.close())

/** As it was applied then, but for the one new name. */
const configuration = `
resource "mortise_organization" "acme" {
  name         = "acme"
  preset       = "sonarqube-cloud"
  display_name = "Acme Inc."
  role_rules = [
    { group = "Platform Admins", role = "create-projects" },
    { group = "Everyone", role = "execute-analysis" },
  ]
}

resource "mortise_group" "admins" {
  organization = mortise_organization.acme.name
  name         = "Platform Admins"
}

resource "mortise_saml_connection" "okta" {
  name              = "acme-okta"
  organization      = mortise_organization.acme.name
  idp_entity_id     = "http://www.okta.com/exk1fcia6d6EMsf331d8"
  idp_sso_url       = "https://acme.okta.com/app/exk1fcia6d6EMsf331d8/sso/saml"
  certificates      = [file("\${path.module}/idp.pem")]
  attribute_mapping = { email = "mail" }
}

resource "mortise_connection_activation" "okta" {
  connection_name = mortise_saml_connection.okta.name
  override_reason = "the IdP is not there yet"
}

resource "mortise_directory" "okta" {
  name            = "acme-okta"
  organization    = mortise_organization.acme.name
  connection_name = mortise_connection_activation.okta.connection_name
}

resource "mortise_directory_token" "year" {
  directory       = mortise_directory.okta.name
  name            = "year-2026"
  value_wo        = "test-only-value-0123456789-0123456789"
  value_wo_version   = 3
  expires_in_days = 90
}

resource "mortise_domain" "acme" {
  organization = mortise_organization.acme.name
  name         = "acme.example"
}

resource "mortise_sso_policy" "acme" {
  organization = mortise_organization.acme.name
  require_sso  = false
}

resource "mortise_organization" "torque" {
  name         = "torque"
  preset       = "torque"
  display_name = "Torque"
}

resource "mortise_space" "devops" {
  organization = mortise_organization.torque.name
  name         = "DevOps"
  display_name = "Development & Operations"
}`

test('the state of an older version is taken over as it is', async () => {
  const at = await openSurvivor(service.url)
  await at.configure(configuration)
  writeFileSync(join(at.folder, 'idp.pem'), pem)
  const old = golden('terraform-state/before-value-wo-version.tfstate')
  expect(old).toContain('"value_version": 3')
  writeFileSync(join(at.folder, 'terraform.tfstate'), old)
  const plan = await at.terraform('plan', '-detailed-exitcode')
  expect([plan.code, plan.output]).toEqual([0, expect.stringContaining('No changes')])

  // What an apply writes down is of today's shape.
  const apply = await at.terraform('apply', '-auto-approve')
  expect([apply.code, apply.output]).toEqual([0, expect.stringContaining('0 changed')])
  const now = readFileSync(join(at.folder, 'terraform.tfstate'), 'utf8')
  expect(now).toContain('"value_wo_version": 3')
  expect(now).not.toContain('"value_version"')
  expect(now).not.toContain(value)
  expect((await at.terraform('plan', '-detailed-exitcode')).code).toBe(0)
})

test('a state from a later version is refused, and left alone', async () => {
  const at = await openSurvivor(service.url)
  await at.configure(configuration)
  writeFileSync(join(at.folder, 'idp.pem'), pem)
  const later = golden('terraform-state/before-value-wo-version.tfstate').replaceAll(
    '"schema_version": 0',
    '"schema_version": 7',
  )
  writeFileSync(join(at.folder, 'terraform.tfstate'), later)
  const { code, output } = await at.terraform('plan')
  expect([code, output]).toEqual([
    1,
    expect.stringContaining('created by a newer provider version'),
  ])
  expect(readFileSync(join(at.folder, 'terraform.tfstate'), 'utf8')).toBe(later)
})
