/** The same thing said otherwise is no change: neither in the configuration, nor in what the service answers. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { mortiseProvider } from '../../../src/provider/index.js'
import { openWorkspace, type Workspace } from '../framework/terraform.js'
import type { TestService } from '../../service/support.js'
import { startServiceToManage } from '../service.js'

const pem = (name: string): string =>
  readFileSync(new URL(`../../golden/certificates/${name}.pem`, import.meta.url), 'utf8')
const rsa = pem('test-only-rsa')
const ec = pem('test-only-ec')
const bare = (text: string): string => text.replace(/-----[A-Z ]+-----|\s/g, '')
const crlf = (text: string): string => text.replaceAll('\n', '\r\n')

const metadata = `<?xml version="1.0"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example/x">
  <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:KeyDescriptor><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>
      <ds:X509Certificate>${bare(rsa)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
      Location="https://idp.example/sso"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>
`

let service: TestService
let at: Workspace
beforeAll(async () => {
  service = await startServiceToManage()
  process.env['MORTISE_SERVICE_URL'] = `${service.url}/`
  at = await openWorkspace(mortiseProvider)
})
afterAll(async () => {
  await at.close()
  await service.close()
})

const connection = (body: string): string => `
  resource "mortise_organization" "acme" {
    name         = "acme"
    preset       = "sonarqube-cloud"
    display_name = "Acme"
    role_rules   = []
  }
  resource "mortise_saml_connection" "it" {
    name         = "acme-okta"
    organization = mortise_organization.acme.name
    ${body}
  }`

const quoted = (text: string): string => JSON.stringify(text)

const byHand = (url: string, certificates: readonly string[]): string =>
  `idp_entity_id = "x"\nidp_sso_url = ${quoted(url)}\ncertificates = [${certificates.map(quoted).join(', ')}]`

const spellings: readonly [string, string, readonly string[]][] = [
  [
    'URLs and certificates',
    byHand('https://IDP.example', [rsa, bare(ec)]),
    [
      byHand('https://idp.example/', [crlf(ec), bare(rsa)]),
      byHand('https://idp.EXAMPLE:443', [`\n${rsa}\n`, crlf(bare(ec))]),
    ],
  ],
  [
    'metadata XML',
    `idp_metadata_xml = ${quoted(metadata)}`,
    [crlf(metadata), metadata.replace(/\n\s*/g, '\n\t'), `\uFEFF${metadata.trim()}`].map(
      (xml) => `idp_metadata_xml = ${quoted(xml)}`,
    ),
  ],
  [
    'defaults, said and unsaid',
    `idp_metadata_xml = ${quoted(metadata)}\nattribute_mapping = {}\njust_in_time_provisioning = true\ncertificates = []`,
    [`idp_metadata_xml = ${quoted(metadata)}`],
  ],
]

test.each(spellings)('%s', async (_, first, others) => {
  await at.configure(connection(first))
  await at.succeed('apply', '-auto-approve')
  for (const body of [first, ...others]) {
    await at.configure(connection(body))
    const { code, output } = await at.terraform('plan', '-detailed-exitcode')
    expect([code, output]).toEqual([0, expect.stringContaining('No changes')])
  }
})

test('a slash after a path is another URL, and so a change', async () => {
  await at.configure(connection(byHand('https://idp.example/sso', [rsa])))
  await at.succeed('apply', '-auto-approve')
  await at.configure(connection(byHand('https://idp.example/sso/', [rsa])))
  expect((await at.terraform('plan', '-detailed-exitcode')).code).toBe(2)
})
