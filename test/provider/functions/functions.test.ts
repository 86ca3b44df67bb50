/** Functions under a real terraform, from the bundle: the XML parser is a file of its own there. */
import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { openSurvivor, prepareProvider } from '../survival/workspace.js'

prepareProvider()

const golden = (file: string): string =>
  readFileSync(new URL(`../../golden/${file}`, import.meta.url), 'utf8')
const pem = golden('certificates/test-only-rsa.pem')
const heredoc = (text: string): string => `<<-EOT\n${text}\nEOT\n`

/** What a configuration's outputs come to; nothing listens where the service would be. */
async function outputsOf(body: string): Promise<Record<string, unknown>> {
  const at = await openSurvivor('https://sso.example.com/')
  await at.configure(body)
  const { code, output } = await at.terraform('apply', '-auto-approve')
  expect([code, output]).toEqual([0, expect.stringContaining('Apply complete')])
  const shown = JSON.parse((await at.terraform('output', '-json')).output) as object
  return Object.fromEntries(Object.entries(shown).map(([name, { value }]) => [name, value]))
}

async function refusalOf(expression: string): Promise<string> {
  const at = await openSurvivor('https://sso.example.com/')
  await at.configure(`output "it" { value = ${expression} }`)
  const { code, output } = await at.terraform('plan')
  expect(code).toBe(1)
  return output
}

const metadata = `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example/acme" validUntil="2026-12-01T00:00:00Z">
  <md:IDPSSODescriptor WantAuthnRequestsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${pem.replace(/-----[A-Z ]+-----|\s/g, '')}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example/sso"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>`

test('what is known before anything exists', async () => {
  const outputs = await outputsOf(`
    output "endpoints"   { value = provider::mortise::endpoints("https://sso.example.com/", "sonarqube-cloud", "acme") }
    output "qualified"   { value = provider::mortise::endpoints("https://sso.example.com", "qualified", "acme") }
    output "certificate" { value = provider::mortise::certificate(${heredoc(pem)}) }
    output "days"        { value = provider::mortise::certificate(${heredoc(pem)}, "2020-01-01T00:00:00Z").days_left }
    output "metadata"    { value = provider::mortise::parse_saml_metadata(${heredoc(metadata)}) }
    output "explained"   { value = provider::mortise::explain_mapping(
      {
        preset            = "sonarqube-cloud"
        attribute_mapping = {}
        groups            = [{ name = "Admins", idp_identifier = null }]
        role_rules        = [{ group = "Admins", role = "create-projects" }]
      },
      { subject = "ada@example.com", attributes = {
        login = ["ada"], name = ["Ada"], email = ["ada@example.com"], groups = ["Admins", "Nobody"]
      } }
    ) }
    output "jumpcloud" { value = provider::mortise::endpoints("https://sso.example.com", "sonarqube-cloud", "acme", "jumpcloud") }
  `)
  const { endpoints, certificate, days, explained, jumpcloud, qualified } = outputs
  expect(endpoints).toMatchObject({
    acs_url: expect.stringMatching(/^https:\/\/sso\.example\.com\/[^/].*acme/),
    sp_entity_id: expect.any(String),
  })
  // No OpenID Connect under Qualified: what a preset has not is null, not missing.
  expect(qualified).toMatchObject({ sp_entity_id: expect.any(String), redirect_uri: null })
  // S51: there the ACS URL is also our name.
  const { acs_url: acsUrl } = endpoints as Record<string, string>
  expect(jumpcloud).toMatchObject({ acs_url: acsUrl, sp_entity_id: acsUrl })
  expect(certificate).toMatchObject({
    fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
    days_left: null,
  })
  expect(days).toBeGreaterThan(1_000)
  expect(outputs['metadata']).toMatchObject({
    idp_entity_id: 'https://idp.example/acme',
    idp_sso_url: 'https://idp.example/sso',
    certificates: [expect.stringContaining('BEGIN CERTIFICATE')],
    want_authn_requests_signed: true,
    valid_until: '2026-12-01T00:00:00.000Z',
  })
  expect(explained).toMatchObject({
    login: 'ada',
    groups: ['Admins'],
    roles: expect.arrayContaining(['create-projects']),
    trace: expect.arrayContaining([
      expect.objectContaining({ subject: 'Nobody', effect: 'ignored' }),
    ]),
    refusal: null,
  })
})

test('each refusal names its argument, its code, and what to do', async () => {
  const wrong = [
    [
      'provider::mortise::endpoints("https://x.example", "no-such", "acme")',
      'preset must be one of',
    ],
    ['provider::mortise::endpoints("http://x.example", "torque", "acme")', 'https URL'],
    ['provider::mortise::certificate("nonsense")', 'certificate-malformed'],
    ['provider::mortise::certificate("nonsense", "soon")', 'Invalid moment'],
    ['provider::mortise::parse_saml_metadata("<html/>")', 'metadata-not-xml'],
    [
      `provider::mortise::parse_saml_metadata(${heredoc(metadata)}, "2027-01-01T00:00:00Z")`,
      'metadata-expired',
    ],
  ] as const
  for (const [expression, said] of wrong) expect(await refusalOf(expression)).toContain(said)
})

test('a sign-in that would be refused is a result, not an error', async () => {
  const { it } = await outputsOf(`output "it" { value = provider::mortise::explain_mapping(
    { preset = "sonarqube-cloud", attribute_mapping = {}, groups = [], role_rules = [] },
    { subject = "x", attributes = {} }
  ).refusal }`)
  expect(it).toMatch(/^attribute-missing: /)
})
