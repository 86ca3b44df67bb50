/** A directory and its token live their lives under a real terraform, against a real service. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { mortiseProvider } from '../../../src/provider/index.js'
import type { TestService } from '../../service/support.js'
import { startServiceToManage } from '../service.js'
import { conformance } from '../framework/conformance.js'
import { openWorkspace } from '../framework/terraform.js'

const certificate = readFileSync(
  new URL('../../golden/certificates/test-only-rsa.pem', import.meta.url),
  'utf8',
)

let service: TestService
beforeAll(async () => {
  service = await startServiceToManage()
})
afterAll(() => service.close())

const around = (name: string): string => `
resource "mortise_organization" "o" {
  name         = "${name}"
  preset       = "sonarqube-cloud"
  display_name = "Acme"
}
resource "mortise_saml_connection" "c" {
  name          = "${name}-okta"
  organization  = mortise_organization.o.name
  idp_entity_id = "http://www.okta.com/${name}"
  idp_sso_url   = "https://acme.okta.com/app/${name}/sso/saml"
  certificates  = [${JSON.stringify(certificate)}]
}
resource "mortise_connection_activation" "a" {
  connection_name = mortise_saml_connection.c.name
  override_reason = "tests of other things"
}`

const body = (name: string, more = ''): string =>
  `name = "${name}"\norganization = mortise_saml_connection.c.organization\ndepends_on = [mortise_connection_activation.a]\n${more}`

conformance('a directory', {
  provider: () => mortiseProvider,
  type: 'mortise_directory',
  around: around('dir-acme'),
  created: body('life-dir'),
  updated: body('life-dir', 'connection_name = mortise_saml_connection.c.name'),
  replaced: body('life-dir-2'),
  importId: 'life-dir',
  vanish: async () => {
    await service.admin('DELETE', '/directories/life-dir-2')
  },
})

const value = 'test-only-value-of-a-token-0123456789'
const token = (name: string, more = ''): string =>
  `directory = mortise_directory.d.name\nname = "${name}"\nvalue_wo = "${value}-${name}-${more.length}"\n${more}`
const withDirectory = (name: string): string =>
  `${around(name)}\nresource "mortise_directory" "d" {\n${body(name)}\n}`

conformance('a directory token', {
  provider: () => mortiseProvider,
  type: 'mortise_directory_token',
  around: withDirectory('tok-acme'),
  created: token('first'),
  replaced: token('first', 'value_wo_version = 2'),
  importId: 'tok-acme/first',
  vanish: async () => {
    await service.admin('DELETE', '/directories/tok-acme/tokens/first')
  },
})

test('the value opens the directory and is in no state; the base URL is what the service has', async () => {
  const at = await openWorkspace(mortiseProvider)
  try {
    await at.configure(
      `${withDirectory('sec-acme')}\nresource "mortise_directory_token" "t" {\n${token('seen')}\n}`,
    )
    const output = await at.succeed('apply', '-auto-approve')
    const state = await at.succeed('show', '-json')
    expect(output + state).not.toContain(value)
    const { base_url: baseUrl } = await at.stored('mortise_directory.d')
    expect(baseUrl).toMatch(new RegExp(`^${service.url}/scim/`))
    const headers = { authorization: `Bearer ${value}-seen-0` }
    expect((await fetch(`${String(baseUrl)}/Users`, { headers })).status).toBe(200)
  } finally {
    await at.close()
  }
})
