/** SAML connections: settings, policy, and what a plan knows and refuses before anything exists. */
import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { ConnectionSettings, SamlPolicy } from '../../../src/core/index.js'
import { startPracticeIdp } from '../../../src/practice-idp/index.js'
import { mortiseProvider } from '../../../src/provider/index.js'
import { describeProvider } from '../../../src/provider/framework/index.js'
import { selfSignedCertificate } from '../../../src/saml/index.js'
import type { TestService } from '../../service/support.js'
import { conformance } from '../framework/conformance.js'
import { openWorkspace, type Workspace } from '../framework/terraform.js'
import { startServiceToManage } from '../service.js'

const rsa = readFileSync(
  new URL('../../golden/certificates/test-only-rsa.pem', import.meta.url),
  'utf8',
)
const idp = await startPracticeIdp({ port: 0 })

let service: TestService
beforeAll(async () => {
  service = await startServiceToManage()
})
afterAll(async () => {
  await service.close()
  await idp.close()
})

const organization = (name: string, preset: string): string => `
resource "mortise_organization" "o" {
  name         = "${name}"
  preset       = "${preset}"
  display_name = "Acme"
}`

const byHand = (name: string, more = '', certificates: readonly string[] = [rsa]): string => `
  name          = "${name}"
  organization  = mortise_organization.o.name
  idp_entity_id = "http://www.okta.com/exk1fcia6d6EMsf331d8"
  idp_sso_url   = "https://acme.okta.com/app/exk1fcia6d6EMsf331d8/sso/saml"
  certificates  = [${certificates.map((text) => JSON.stringify(text)).join(', ')}]
  ${more}`

const everySetting = `
  settings = {
    idp_kind         = "okta"
    audience         = "urn:acme:torque"
    idp_initiated    = true
    case_insensitive = true
    extra_roles      = "firstValid"
    account_role     = true
    update_contact   = false
    update_access    = true
    precedence       = "jit"
  }`

const everyPolicy = `
  policy = {
    signed               = "both"
    allow_sha1           = false
    allow_weak_keys      = false
    certificate_validity = "enforced"
    clock_skew_seconds   = 90
    encryption           = "required"
    allow_triple_des     = false
    sign_requests        = true
    request_binding      = "redirect"
    force_authn          = true
    key_replacement      = "held"
    single_logout        = false
  }`

conformance('a SAML connection with every setting and a policy', {
  provider: () => mortiseProvider,
  type: 'mortise_saml_connection',
  around: organization('set-acme', 'torque'),
  created: byHand('set-okta', everySetting + everyPolicy),
  updated: byHand('set-okta', 'settings = { idp_initiated = false }\npolicy = {}'),
  replaced: byHand('set-okta-2'),
  importId: 'set-okta',
  vanish: async () => {
    await service.admin('DELETE', '/saml-connections/set-okta-2')
  },
})

conformance('a SAML connection by metadata URL', {
  provider: () => mortiseProvider,
  type: 'mortise_saml_connection',
  around: organization('url-acme', 'twenty'),
  created: `name = "url-okta"\norganization = mortise_organization.o.name\nidp_metadata_url = "${idp.metadataUrl}"`,
  updated: `name = "url-okta"\norganization = mortise_organization.o.name\nidp_metadata_url = "${idp.metadataUrl}"\nsettings = { group_mapping = true }\njust_in_time_provisioning = false`,
  importId: 'url-okta',
})

test('the schema has every setting and every policy of the admin API, and takes what that takes', () => {
  const connection = describeProvider(mortiseProvider).resources.find(
    ({ type }) => type === 'mortise_saml_connection',
  )
  const names = (attribute: string): readonly string[] =>
    connection?.attributes
      .find(({ name }) => name === attribute)
      ?.nested?.attributes.map(({ camelName }) => camelName) ?? []
  expect(names('settings')).toEqual(Object.keys(ConnectionSettings.shape))
  expect(names('policy')).toEqual(Object.keys(SamlPolicy.shape))
})

async function within(act: (at: Workspace) => Promise<void>): Promise<void> {
  const at = await openWorkspace(mortiseProvider)
  try {
    await act(at)
  } finally {
    await at.close()
  }
}

const connection = (body: string): string => `
resource "mortise_saml_connection" "it" {
${body}
}`

async function planOf(text: string): Promise<{ code: number; output: string }> {
  let run = { code: -1, output: '' }
  await within(async (at) => {
    await at.configure(text)
    run = await at.terraform('plan')
  })
  return run
}

test('settings and policy reach the service, and what is left out is left to it', async () => {
  await within(async (at) => {
    await at.configure(
      organization('sent', 'torque') + connection(byHand('sent-okta', everySetting)),
    )
    await at.succeed('apply', '-auto-approve')
    const params = { name: 'sent-okta' }
    const made = await service.client.call('getSamlConnection', { params })
    expect(made.settings).toMatchObject({ audience: 'urn:acme:torque', idpInitiated: true })
    expect(made.policy).toBeUndefined()
    await service.admin('PUT', '/saml-connections/sent-okta', {
      organization: 'sent',
      idpEntityId: made.idpEntityId,
      idpSsoUrl: made.idpSsoUrl,
      certificates: made.certificates,
      settings: { ...made.settings, idpInitiated: false },
      policy: { allowSha1: true },
    })
    const drift = await at.terraform('plan', '-detailed-exitcode')
    expect([drift.code, drift.output]).toEqual([
      2,
      expect.stringMatching(/idp_initiated +=|allow_sha1/),
    ])
    await at.succeed('apply', '-auto-approve')
    const mended = await service.client.call('getSamlConnection', { params })
    expect([mended.settings?.idpInitiated, mended.policy]).toEqual([true, undefined])
  })
})

describe('what the IdP is told is known before anything exists', () => {
  test('in the very run that makes the organization', async () => {
    const { code, output } = await planOf(
      organization('early', 'sonarqube-cloud') + connection(byHand('early-okta')),
    )
    expect(code).toBe(0)
    const url = service.url.replaceAll('.', '\\.')
    expect(output).toMatch(new RegExp(`acs_url += "${url}/saml/early-okta/acs"`))
    expect(output).toMatch(new RegExp(`sp_entity_id += "${url}/saml/early-okta/metadata"`))
    expect(output).not.toMatch(/(acs_url|login_url|attribute_names) += \(known after apply\)/)
  })

  test('S51: JumpCloud is told the ACS URL as entity ID, and what was planned is what is made', async () => {
    await within(async (at) => {
      const it = (kind: string): string =>
        organization('jump', 'sonarqube-cloud') +
        connection(byHand('jump-cloud', `settings = { idp_kind = "${kind}" }`))
      await at.configure(it('jumpcloud'))
      await at.succeed('apply', '-auto-approve')
      const made = await at.stored('mortise_saml_connection.it')
      expect(made['sp_entity_id']).toBe(made['acs_url'])
      await at.configure(it('other'))
      await at.succeed('apply', '-auto-approve')
      const other = await at.stored('mortise_saml_connection.it')
      expect(other['sp_entity_id']).not.toBe(other['acs_url'])
      expect((await at.terraform('plan', '-detailed-exitcode')).code).toBe(0)
    })
  })

  test('an organization of which nobody knows yet leaves them unknown', async () => {
    const { code, output } = await planOf(
      `resource "terraform_data" "later" { input = "x" }
       ${connection(byHand('later-okta').replace('mortise_organization.o.name', '"unheard-of-${terraform_data.later.id}"'))}`,
    )
    expect([code, output]).toEqual([0, expect.stringMatching(/acs_url += \(known after apply\)/)])
  })
})

/** Preset, body, what the plan says, and on which line. */
const refused: readonly (readonly [string, string, string, string, string])[] = [
  [
    'S08: an IdP may not begin a sign-in there',
    'sonarqube-cloud',
    'settings = {\nidp_initiated = true\n}',
    'setting-not-offered',
    'idp_initiated =',
  ],
  [
    'Q07: and must there',
    'qualified',
    'settings = {\nidp_initiated = false\n}',
    'Leave idp_initiated out',
    'idp_initiated =',
  ],
  [
    'W11: group mapping where it is no choice',
    'torque',
    'settings = {\ngroup_mapping = true\n}',
    'setting-not-offered',
    'group_mapping =',
  ],
  [
    'T26: lists of roles where there are none',
    'twenty',
    'settings = {\nextra_roles = "ignore"\n}',
    'setting-not-offered',
    'extra_roles =',
  ],
  [
    'a field the preset does not have',
    'qualified',
    'attribute_mapping = { shoe_size = "shoes" }',
    'unknown-mapping-field',
    'attribute_mapping = {',
  ],
]

describe('what the preset does not offer is refused at plan, on its attribute', () => {
  test.each(refused)('%s', async (_, preset, more, said, where) => {
    const name = `no-${preset}`
    const { code, output } = await planOf(
      organization(name, preset) + connection(byHand(`${name}-okta`, more)),
    )
    expect([code, output]).toEqual([1, expect.stringContaining(said)])
    expect(output).toMatch(
      new RegExp(`on main\\.tf line (\\d+).*\\1: +${where.replace('{', '\\{')}`),
    )
    expect(output).toMatch(/Code: [a-z-]+/)
  })

  test('the rules over several attributes hold although the organization is not known when it is validated', async () => {
    const { output } = await planOf(
      organization('half', 'twenty') +
        connection(
          'name = "half-okta"\norganization = mortise_organization.o.name\nidp_entity_id = "x"',
        ),
    )
    expect(output).toContain('Code: idp-source-ambiguous')
    expect(output).toContain('Give idp_metadata_url, or idp_metadata_xml')
  })

  test('what is not known yet breaks nothing, and what is known is checked all the same', async () => {
    const body = (url: string): string =>
      `name = "un"\norganization = mortise_organization.o.name\nidp_metadata_url = ${url}`
    const later = `
resource "terraform_data" "later" { input = "x" }`
    const url = '"https://idp.example/${terraform_data.later.id}"'
    const fine = await planOf(
      organization('un', 'twenty') + later + connection(body(url) + everyPolicy),
    )
    expect([fine.code, fine.output]).toEqual([0, expect.stringContaining('3 to add')])
    const wrong = await planOf(
      organization('un', 'twenty') + later + connection(`${body(url)}\nidp_metadata_xml = "<x/>"`),
    )
    expect(wrong.output).toContain('Code: idp-source-ambiguous')
  })
})

const day = 24 * 60 * 60 * 1000
const certificate = (from: number, to: number, bits = 2048): string =>
  selfSignedCertificate({
    commonName: 'idp.example',
    ...generateKeyPairSync('rsa', { modulusLength: bits }),
    notBefore: new Date(Date.now() + from * day),
    notAfter: new Date(Date.now() + to * day),
  })

describe('certificates are judged at plan', () => {
  const expired = certificate(-20, -1)
  const cases: readonly (readonly [string, readonly string[], string, number, string])[] = [
    ['the only one has expired', [expired], '', 1, 'signing-certificate-expired'],
    ['one of two has expired', [rsa, expired], '', 0, 'signing-certificate-expired'],
    [
      'it may have expired',
      [expired],
      'policy = { certificate_validity = "warned" }',
      0,
      'signing-certificate-expired',
    ],
    ['it is not valid yet', [certificate(1, 9)], '', 1, 'signing-certificate-not-yet-valid'],
    ['it ends soon', [certificate(-1, 9)], '', 0, 'signing-certificate-ends-soon'],
    ['its key is too small', [certificate(-1, 90, 1024)], '', 1, 'signing-key-weak'],
    [
      'its key may be small',
      [certificate(-1, 90, 1024)],
      'policy = { allow_weak_keys = true }',
      0,
      'weak-keys-allowed',
    ],
  ]
  test.each(cases)('%s', async (_, certificates, more, code, said) => {
    const run = await planOf(
      organization('cert', 'twenty') + connection(byHand('cert-okta', more, certificates)),
    )
    expect([run.code, run.output]).toEqual([code, expect.stringContaining(`Code: ${said}`)])
    expect(run.output).toContain(code === 1 ? 'Error:' : 'Warning:')
  })
})

describe('metadata is read at plan', () => {
  const metadata = (
    entityId: string,
  ): string => `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}">
    <IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
      <KeyDescriptor><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${rsa.replace(/-----[A-Z ]+-----|\s/g, '')}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
      <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example/sso"/>
    </IDPSSODescriptor>
  </EntityDescriptor>`
  const body = (xml: string, more = ''): string =>
    `name = "meta"\norganization = mortise_organization.o.name\nidp_metadata_xml = ${JSON.stringify(xml)}\n${more}`

  test.each([
    ['no XML', body('nonsense'), 'metadata-not-xml', 'idp_metadata_xml ='],
    ['an SP', body(metadata('x').replaceAll('IDPSSO', 'SPSSO')), 'metadata-', 'idp_metadata_xml ='],
    [
      'Q03a: another IdP than declared',
      body(metadata('https://idp.example/a'), 'idp_entity_id = "https://idp.example/b"'),
      'idp-entity-id-disagrees',
      'idp_entity_id =',
    ],
  ])('%s', async (_, text, said, where) => {
    const { code, output } = await planOf(organization('meta', 'twenty') + connection(text))
    expect([code, output]).toEqual([1, expect.stringContaining(`Code: ${said}`)])
    expect(output).toMatch(new RegExp(`on main\\.tf line \\d+.*${where}`))
  })

  test('one that agrees is planned', async () => {
    const { code } = await planOf(
      organization('meta', 'twenty') +
        connection(
          body(metadata('https://idp.example/a'), 'idp_entity_id = "https://idp.example/a"'),
        ),
    )
    expect(code).toBe(0)
  })
})
