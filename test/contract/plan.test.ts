/** Hand-written HCL, planned and applied by a real terraform: which app belongs to which connection, what disagrees, what nobody can tell yet. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  checkContract,
  renderJson,
  renderSarif,
  renderText,
  type Report,
} from '../../src/contract/index.js'
import { readProgram } from '../../src/program/index.js'
import { adminToken, startTestService, type TestService } from '../service/support.js'
import { now } from './programs.js'
import { startTerraform, type Terraform } from './terraform.js'

let terraform: Terraform
/** A plan asks it. By name, since "www." before an address is no near miss. */
let service: TestService
const token = process.env['MORTISE_ADMIN_TOKEN']

beforeAll(async () => {
  process.env['MORTISE_ADMIN_TOKEN'] = adminToken
  service = await startTestService({ host: 'localhost' })
  terraform = await startTerraform([
    'okta_app_saml',
    'okta_app_oauth',
    'okta_app_group_assignments',
    'azuread_application',
    'azuread_service_principal',
    'azuread_service_principal_token_signing_certificate',
    'azuread_synchronization_secret',
  ])
}, 60_000)

afterAll(async () => {
  if (token === undefined) delete process.env['MORTISE_ADMIN_TOKEN']
  else process.env['MORTISE_ADMIN_TOKEN'] = token
  await terraform.close()
  await service.close()
})

const check = (json: string): Report => checkContract([readProgram(json, 'plan.json')], { now })

const codes = ({ findings }: Report) => findings.map(({ code }) => code)
const openCodes = ({ undecided }: Report) => undecided.map(({ code }) => code)

const provider = () => `provider "mortise" { service_url = "${service.url}/" }\n`

const organization = `
resource "mortise_organization" "acme" {
  name         = "acme"
  preset       = "sonarqube-cloud"
  display_name = "Acme"
}
`

const sp = (name: string) => `
data "mortise_service_provider" "sp" {
  preset = "sonarqube-cloud"
  name   = ${name}
}
`

const app = (more = '') => `
resource "okta_app_saml" "acme" {
  label                    = "SonarQube Cloud"
  sso_url                  = data.mortise_service_provider.sp.acs_url
  recipient                = data.mortise_service_provider.sp.acs_url
  destination              = data.mortise_service_provider.sp.acs_url
  audience                 = data.mortise_service_provider.sp.sp_entity_id
  subject_name_id_format   = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
  subject_name_id_template = "$\${user.userName}"
  response_signed          = true
  assertion_signed         = true
  signature_algorithm      = "RSA_SHA256"
  digest_algorithm         = "SHA256"
  hide_web                 = true
  implicit_assignment      = true
  attribute_statements = [
    { name = "login", values = ["user.login"] },
    { name = "name", values = ["user.displayName"] },
    { name = "email", values = ["user.email"] },
    { name = "groups", type = "GROUP", filter_type = "REGEX", filter_value = ".*" },
  ]
  ${more}
}
`

const connection = (name: string, organizationName: string) => `
resource "mortise_saml_connection" "acme" {
  name             = ${name}
  organization     = ${organizationName}
  idp_metadata_xml = okta_app_saml.acme.metadata
}
`

const acme = connection('"acme-saml"', 'mortise_organization.acme.name')

describe('a plan of hand-written HCL', () => {
  test('both sides agree: no findings, and the app was found by reference', async () => {
    const json = await terraform.plan({
      'main.tf': provider() + organization + sp('"acme-saml"') + app() + acme,
    })
    const report = check(json)
    expect(report.findings).toEqual([])
    expect(report.undecided).toEqual([])
    expect(report.compared).toEqual([
      {
        connection: 'acme-saml',
        address: 'mortise_saml_connection.acme',
        app: 'okta_app_saml.acme',
      },
    ])
    expect(report.held).toMatchObject({ 'acs-mismatch': 1, 'audience-not-ours': 1 })
  })

  test('what disagrees is found, with line and address of both sides', async () => {
    const main = (provider() + organization + sp('"acme-saml"') + app() + acme)
      .replace(
        /sso_url +=.*/,
        `sso_url = "${service.url.replace('//', '//www.')}/saml/acme-saml/acs"`,
      )
      .replace('"RSA_SHA256"', '"RSA_SHA1"')
    const report = check(await terraform.plan({ 'main.tf': main }))
    expect(codes(report)).toEqual(['acs-mismatch', 'signature-algorithm-weak'])
    const [mismatch] = report.findings
    expect(mismatch?.detail).toContain('they differ only by "www."')
    expect(mismatch?.places.map(({ side, address, path }) => [side, address, path])).toEqual([
      ['idp', 'okta_app_saml.acme', 'sso_url'],
      ['service', 'mortise_saml_connection.acme', 'acs_url'],
    ])
    for (const { line, column } of mismatch?.places ?? []) {
      expect(line).toBe(1)
      expect(column).toBeGreaterThan(100)
    }
  })

  test('known after apply: undecided, with what it depends on, and never held', async () => {
    const entra = `
resource "azuread_application" "acme" {
  display_name    = "SonarQube Cloud"
  identifier_uris = [mortise_saml_connection.acme.sp_entity_id]
  web             = { redirect_uris = [mortise_saml_connection.acme.acs_url] }
}
resource "azuread_service_principal" "acme" {
  client_id                     = azuread_application.acme.client_id
  preferred_single_sign_on_mode = "saml"
}
resource "mortise_saml_connection" "acme" {
  name             = "acme-saml"
  organization     = mortise_organization.acme.name
  idp_metadata_url = "https://login.microsoftonline.com/common/federationmetadata/2007-06/federationmetadata.xml"
}
`
    // A service that the same run brings up: its URL is unknown while planning.
    const later = `
resource "terraform_data" "url" { input = "${service.url}" }
provider "mortise" { service_url = terraform_data.url.output }
`
    const report = check(await terraform.plan({ 'main.tf': later + organization + entra }))
    expect(report.compared[0]?.app).toBe('azuread_application.acme')
    expect(openCodes(report)).toEqual(expect.arrayContaining(['acs-mismatch', 'audience-not-ours']))
    expect(report.held).not.toHaveProperty('acs-mismatch')
    expect(report.undecided.find(({ code }) => code === 'acs-mismatch')?.why).toBe(
      'ACS URL is unknown until apply; it depends on mortise_saml_connection.acme.acs_url, mortise_saml_connection.acme, terraform_data.url.output',
    )
  })

  test('modules and for_each: each instance has its own app', async () => {
    const report = check(
      await terraform.plan({
        'main.tf': `${provider()}${organization}
module "sso" {
  source       = "./sso"
  for_each     = { a = "acme-a", b = "acme-b" }
  name         = each.value
  organization = mortise_organization.acme.name
}
`,
        'sso/main.tf': `
terraform {
  required_providers {
    mortise = { source = "mortise/mortise" }
    okta    = { source = "okta/okta" }
  }
}
variable "name" {}
variable "organization" {}
${sp('var.name')}${app()}${connection('var.name', 'var.organization')}`,
      }),
    )
    expect(report.findings).toEqual([])
    expect(report.compared).toEqual(
      ['a', 'b'].map((key) => ({
        connection: `acme-${key}`,
        address: `module.sso["${key}"].mortise_saml_connection.acme`,
        app: `module.sso["${key}"].okta_app_saml.acme`,
      })),
    )
  })

  test('a service URL from a variable, or from the environment and said by hand', async () => {
    const variable = `variable "url" { default = "${service.url}" }\n`
    const literal = app().replaceAll(
      /data\.mortise_service_provider\.sp\.(\w+)/g,
      (_, name: string) =>
        `"${service.url}/saml/acme-saml/${name === 'acs_url' ? 'acs' : 'metadata'}"`,
    )
    const byVariable = await terraform.plan({
      'main.tf': `${variable}provider "mortise" { service_url = var.url }\n${organization}${literal}${acme}`,
    })
    expect(check(byVariable).held).toHaveProperty('acs-mismatch')
    process.env['MORTISE_SERVICE_URL'] = service.url
    // With the organization's name known, the provider would say the endpoints in the plan itself.
    const named = `
resource "terraform_data" "name" { input = "acme" }
${organization.replace('"acme"\n', 'terraform_data.name.output\n')}`
    const byEnvironment = await terraform.plan({ 'main.tf': named + literal + acme })
    delete process.env['MORTISE_SERVICE_URL']
    expect(openCodes(check(byEnvironment))).toContain('acs-mismatch')
    const told = checkContract([readProgram(byEnvironment, 'plan.json')], {
      now,
      serviceUrl: service.url,
    })
    expect(told.held).toHaveProperty('acs-mismatch')
    expect(told.findings).toEqual([])
  })

  test('T54: a secret is found wherever it flows, and told nowhere', async () => {
    const secret = 'hunter2-hunter2-hunter2-hunter2-hunter2'
    const json = await terraform.plan({
      'main.tf': `${provider()}${organization}${sp('"acme-saml"')}${app('admin_note = "token: ${var.token}"')}${acme}
variable "token" {
  sensitive = true
  default   = "Bearer ${secret}"
}
resource "azuread_synchronization_secret" "acme" {
  service_principal_id = "1"
  credential = [
    { key = "BaseAddress", value = "${service.url}/scim/acme-people/v2" },
    { key = "SecretToken", value = var.token },
  ]
}
`,
    })
    expect(json).toContain(secret)
    const report = check(json)
    expect(codes(report)).toEqual(
      expect.arrayContaining([
        'secret-in-state',
        'secret-in-plain-argument',
        'secret-variable-exposed',
        'scim-token-with-bearer',
      ]),
    )
    for (const render of [renderText, renderJson, renderSarif])
      expect(render(report)).not.toContain('hunter2')
  })
})

describe('state', () => {
  const oauth = `
resource "okta_app_oauth" "acme" {
  label = "SonarQube Cloud"
  type  = "web"
}
resource "okta_app_saml" "acme" {
  label               = "SonarQube Cloud"
  sso_url             = "https://sso.example.com/saml/acme-saml/acs"
  signature_algorithm = "RSA_SHA1"
}
`
  test('as terraform shows it, and as the file has it, it says the same', async () => {
    const { shown, file } = await terraform.apply({ 'main.tf': oauth })
    const both = [shown, file].map(check)
    expect(both.map(codes)).toEqual([codes(both[0]!), codes(both[0]!)])
    expect(codes(both[0]!)).toEqual(
      expect.arrayContaining(['secret-in-state', 'signature-algorithm-weak', 'nothing-signed']),
    )
    expect(both[0]?.findings[0]?.places[0]?.line).toBe(1)
    expect(both[1]?.findings[0]?.places[0]?.line).toBeGreaterThan(1)
  })
})
