/** What decides whether and how people may sign in, under a real terraform: activation, domains, policy; and what can be asked. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startPracticeIdp, type PracticeIdp } from '../../../src/practice-idp/index.js'
import { mortiseProvider } from '../../../src/provider/index.js'
import { askIdp, furnishOnly, post } from '../../service/people.js'
import type { TestService } from '../../service/support.js'
import { startServiceToManage } from '../service.js'
import { conformance } from '../framework/conformance.js'
import { openWorkspace, type Workspace } from '../framework/terraform.js'

let idp: PracticeIdp
let service: TestService

/** DNS as whoever follows our instructions would have it: every claim's record is published. */
const published = async (name: string): Promise<readonly string[]> => {
  const domain = name.replace('_mortise.', '')
  const claim = await service.store.domains.find('acme', domain)
  return claim ? [claim.recordValue] : []
}

beforeAll(async () => {
  idp = await startPracticeIdp({ port: 0 })
  service = await startServiceToManage({ resolveTxt: published })
  await furnishOnly(service, idp)
  await furnishOnly(service, idp, 'acme-second')
  await furnishOnly(service, idp, 'acme-third')
})
afterAll(async () => {
  await service.close()
  await idp.close()
})

async function passTest(name: string): Promise<void> {
  const { url } = await service.client.call('createConnectionTest', { params: { name } })
  const opened = await service.get((url ?? '').slice(service.url.length))
  await post(await askIdp(idp, opened.headers.get('location') ?? ''))
}

const change = (name: string, more: object = {}) =>
  service.client.call('putSamlConnection', {
    params: { name },
    body: {
      organization: 'acme',
      idpMetadataUrl: idp.metadataUrl,
      attributeMapping: { name: 'displayName', email: 'mail' },
      ...more,
    },
  })

async function within(act: (at: Workspace) => Promise<void>): Promise<void> {
  const at = await openWorkspace(mortiseProvider)
  try {
    await act(at)
  } finally {
    await at.close()
  }
}

conformance('an activation by override', {
  provider: () => mortiseProvider,
  type: 'mortise_connection_activation',
  created: 'connection_name = "acme-okta"\noverride_reason = "the IdP is not there yet"',
  updated: 'connection_name = "acme-okta"\noverride_reason = "the IdP is still not there"',
  replaced: 'connection_name = "acme-second"\noverride_reason = "the IdP is still not there"',
  importId: 'acme-okta',
  vanish: async () => {
    await service.admin('DELETE', '/connections/acme-second/activation')
  },
})

conformance('a domain', {
  provider: () => mortiseProvider,
  type: 'mortise_domain',
  created: 'organization = "acme"\nname = "acme.example"',
  updated: 'organization = "acme"\nname = "acme.example"\nconnection_name = "acme-second"',
  replaced: 'organization = "acme"\nname = "acme.test"',
  importId: 'acme/acme.example',
  vanish: async () => {
    await service.admin('DELETE', '/organizations/acme/domains/acme.test')
  },
})

const claim = (name: string): string =>
  `resource "mortise_domain" "claim" {\norganization = "acme"\nname = "${name}"\n}`

conformance('the verification of a domain', {
  provider: () => mortiseProvider,
  type: 'mortise_domain_verification',
  around: claim('proven.example'),
  created: 'organization = "acme"\ndomain = mortise_domain.claim.name',
  importId: 'acme/proven.example',
})

conformance('a sign-in policy', {
  provider: () => mortiseProvider,
  type: 'mortise_sso_policy',
  created: 'organization = "acme"\nrequire_sso = false',
  importId: 'acme',
  vanish: async () => {
    await service.admin('DELETE', '/organizations/acme/sso-policy')
  },
})

test('a connection is enabled once a test of it has passed, and stale evidence shows in the plan', async () => {
  const name = 'acme-third'
  await within(async (at) => {
    const it = (more = ''): string =>
      `resource "mortise_connection_activation" "it" {\nconnection_name = "${name}"\n${more}\n}`
    await at.configure(it())
    const early = await at.terraform('apply', '-auto-approve')
    expect([early.code, early.output]).toEqual([1, expect.stringContaining('test-missing')])
    await passTest(name)
    await at.succeed('apply', '-auto-approve')
    const enabled = await at.stored('mortise_connection_activation.it')
    expect(enabled).toMatchObject({ status: 'enabled', override_reason: null })
    expect(enabled['tested_at']).toMatch(/^20/)
    expect(enabled['evidence_digest']).toBe(enabled['config_digest'])

    await change(name, { attributeMapping: { name: 'displayName' } })
    const stale = await at.terraform('plan', '-detailed-exitcode')
    expect(stale.output).toContain('Stale evidence')
    expect(stale.output).toContain('goes on carrying sign-ins')
    expect(stale.output).not.toContain('will be updated')

    await at.configure(it('override_reason = "nobody can test at this hour"'))
    expect(await at.succeed('apply', '-auto-approve')).toContain('will be updated in-place')
    await change(name)
    await change(name, { justInTimeProvisioning: false })
    const again = await at.succeed('apply', '-auto-approve')
    expect(again).toContain('Stale evidence')
    expect(again).toContain('will be updated in-place')
    expect((await at.terraform('plan', '-detailed-exitcode')).code).toBe(0)
    expect(await at.stored('mortise_connection_activation.it')).toMatchObject({
      status: 'enabled',
      tested_at: null,
    })
  })
})

test('SSO is required by name of a break-glass administrator, when all is proven', async () => {
  const params = { organization: 'acme', email: 'root@acme.example' }
  await change('acme-second')
  await passTest('acme-second')
  await service.client.call('putActivation', { params: { name: 'acme-second' }, body: {} })
  await service.client.call('putAdministrator', { params, body: { displayName: 'Root' } })
  await within(async (at) => {
    const policy = (emails: string): string =>
      `resource "mortise_sso_policy" "it" {\norganization = "acme"\nrequire_sso = true\nbreak_glass_administrators = [${emails}]\n}`
    await at.configure(policy(''))
    expect((await at.terraform('plan')).output).toContain('break-glass-missing')
    await at.configure(policy('"Root@acme.example"'))
    expect((await at.terraform('apply', '-auto-approve')).output).toContain('break-glass-missing')
    const known = await service.store.administrators.findByEmail(params.email)
    await service.store.transaction((tx) =>
      tx.administrators.recordPasswordWorked(known?.id ?? '', service.clock.now()),
    )
    await at.succeed('apply', '-auto-approve')
    expect((await at.terraform('plan', '-detailed-exitcode')).code).toBe(0)
    await service.client.call('putPassword', { params, body: { password: 'a new and long one' } })
    expect(await at.succeed('plan')).toContain('stands on less')
    await at.succeed('destroy', '-auto-approve')
  })
})

test('data sources tell how connections stand, what the checks find, and who tried', async () => {
  await within(async (at) => {
    await at.configure(`
      data "mortise_connection" "one" { name = "acme-second" }
      data "mortise_connections" "all" { organization = "acme" }
      data "mortise_connection_test" "checks" { connection_name = "acme-second" }
      data "mortise_sign_in_attempts" "tests" {
        connection_name = "acme-second"
        limit           = 1
      }
      output "said" { value = {
        protocol = data.mortise_connection.one.protocol
        names    = data.mortise_connections.all.connections[*].name
        passed   = data.mortise_connection_test.checks.passed
        codes    = data.mortise_connection_test.checks.checks[*].code
        attempts = data.mortise_sign_in_attempts.tests.attempts[*].outcome
      } }`)
    await at.succeed('apply', '-auto-approve')
    const { said } = JSON.parse(await at.succeed('output', '-json')) as {
      said: { value: Record<string, unknown> }
    }
    expect(said.value).toMatchObject({
      protocol: 'saml',
      names: ['acme-okta', 'acme-second', 'acme-third'],
      passed: true,
      attempts: ['test-passed'],
    })
    expect(said.value['codes']).toContain('certificate-days-left')
  })
})

test('W03: what the IdP is told of us before its connection exists, certificates included', async () => {
  await within(async (at) => {
    await at.configure(`
      data "mortise_service_provider" "plain" {
        preset = "sonarqube-cloud"
        name   = "acme-okta"
      }
      data "mortise_service_provider" "with_keys" {
        preset       = "sonarqube-cloud"
        name         = "not-made-yet"
        organization = "acme"
      }
      output "plain" { value = data.mortise_service_provider.plain }
      output "with_keys" { value = data.mortise_service_provider.with_keys }`)
    await at.succeed('apply', '-auto-approve')
    const told = JSON.parse(await at.succeed('output', '-json')) as Record<
      'plain' | 'with_keys',
      { value: Record<string, unknown> }
    >
    const { endpoints, attributeNames } = await service.client.call('getSamlConnection', {
      params: { name: 'acme-okta' },
    })
    expect(told.plain.value).toMatchObject({
      acs_url: endpoints.acsUrl,
      sp_entity_id: endpoints.spEntityId,
      sp_metadata_url: endpoints.spMetadataUrl,
      login_url: endpoints.loginUrl,
      certificates: null,
    })
    const names = told.plain.value['attribute_names'] as Record<string, string>
    expect(Object.keys(names)).toEqual(Object.keys(attributeNames).sort())
    expect(told.with_keys.value['certificates']).toMatchObject(
      ['signing', 'encryption'].map((use) => ({
        use,
        state: 'active',
        certificate: expect.stringContaining('BEGIN CERTIFICATE'),
      })),
    )
  })
})
