/** Every resource lives its life under a real terraform, against a real service. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mortiseProvider } from '../../../src/provider/index.js'
import { conformance } from '../framework/conformance.js'
import { openWorkspace, type Workspace } from '../framework/terraform.js'
import { adminToken, type TestService } from '../../service/support.js'
import { startServiceToManage } from '../service.js'

const pem = (name: string): string =>
  readFileSync(new URL(`../../golden/certificates/${name}.pem`, import.meta.url), 'utf8')
const rsa = pem('test-only-rsa')
const ec = pem('test-only-ec')
const bare = (text: string): string => text.replace(/-----[A-Z ]+-----|\s/g, '')

let service: TestService
beforeAll(async () => {
  service = await startServiceToManage()
})
afterAll(async () => {
  await service.close()
})

const rule = (group: string, role: string): string => `{ group = "${group}", role = "${role}" }`
const organizationBody = (name: string, title: string, rules: string[]): string => `
  name         = "${name}"
  preset       = "sonarqube-cloud"
  display_name = "${title}"
  role_rules   = [${rules.join(', ')}]`

conformance('an organization', {
  provider: () => mortiseProvider,
  type: 'mortise_organization',
  created: organizationBody('life-a', 'A', [
    rule('Z', 'create-projects'),
    rule('A', 'execute-analysis'),
  ]),
  updated: organizationBody('life-a', 'Another', [rule('A', 'execute-analysis')]),
  replaced: organizationBody('life-b', 'Another', []),
  importId: 'life-a',
  vanish: async () => {
    await service.admin('DELETE', '/organizations/life-b')
  },
})

const torqueBody = (name: string, more: string): string =>
  `name = "${name}"\npreset = "torque"\ndisplay_name = "Torque"\n${more}`

conformance('an organization with roles and defaults of its own', {
  provider: () => mortiseProvider,
  type: 'mortise_organization',
  created: torqueBody('life-t', 'roles = ["Space Member", "Owner"]'),
  updated: torqueBody(
    'life-t',
    'roles = ["Owner", "Space Member"]\ndefault_space = "Trial"\ndefault_role = "Owner"\naccount_roles = ["Admin"]',
  ),
  replaced: torqueBody('life-u', 'entitlements = ["sso"]'),
  importId: 'life-t',
  vanish: async () => {
    await service.admin('DELETE', '/organizations/life-u')
  },
})

const acme = (name: string): string =>
  `resource "mortise_organization" "o" {${organizationBody(name, 'Acme', [])}\n}`

conformance('a group whose name needs care in a URL', {
  provider: () => mortiseProvider,
  type: 'mortise_group',
  around: acme('group-acme'),
  created: 'organization = mortise_organization.o.name\nname = "R&D Ärzte %2F x"',
  updated:
    'organization = mortise_organization.o.name\nname = "R&D Ärzte %2F x"\nidp_identifier = "6f1c"',
  replaced: 'organization = mortise_organization.o.name\nname = "Other"',
  importId: 'group-acme/R&D Ärzte %2F x',
  vanish: async () => {
    await service.admin('DELETE', '/organizations/group-acme/groups/Other')
  },
})

const inSpace = (more: string): string =>
  `organization = mortise_organization.o.name\nname = "Admins"\nspace = "OrgA"\n${more}`

conformance('a group of a space, with its namesakes elsewhere', {
  provider: () => mortiseProvider,
  type: 'mortise_group',
  around: `${acme('spaced')}
resource "mortise_group" "wide" {
  organization   = mortise_organization.o.name
  name           = "Admins"
  idp_identifier = "wide"
}
resource "mortise_group" "other" {
  organization = mortise_organization.o.name
  name         = "Admins"
  space        = "OrgB"
}`,
  created: inSpace(''),
  updated: inSpace('idp_identifier = "6f1c"'),
  replaced: 'organization = mortise_organization.o.name\nname = "Admins"\nspace = "Org/C?"',
  importId: 'spaced/Admins?space=OrgA',
  vanish: async () => {
    const space = encodeURIComponent('Org/C?')
    await service.admin('DELETE', `/organizations/spaced/groups/Admins?space=${space}`)
    const { items } = await service.client.call('listGroups', {
      params: { organization: 'spaced' },
    })
    expect(items.map(({ space: of, idpIdentifier }) => [of ?? null, idpIdentifier])).toEqual([
      [null, 'wide'],
      ['OrgB', null],
    ])
  },
})

conformance('a group with a slash in its name', {
  provider: () => mortiseProvider,
  type: 'mortise_group',
  around: acme('slashed'),
  created: 'organization = mortise_organization.o.name\nname = "R&D/Ops?space=x"',
  importId: 'slashed/R&D/Ops?space=x?space=',
})

conformance('rules for a group of one space', {
  provider: () => mortiseProvider,
  type: 'mortise_organization',
  created: organizationBody('ruled', 'Ruled', [
    '{ group = "Admins", role = "create-projects", space = "OrgA" }',
    rule('Admins', 'execute-analysis'),
  ]),
  updated: organizationBody('ruled', 'Ruled', [
    '{ group = "Admins", role = "create-projects", space = "OrgB" }',
  ]),
  importId: 'ruled',
})

conformance('a space, under a service that has them', {
  provider: () => mortiseProvider,
  type: 'mortise_space',
  around: acme('space-acme').replace('sonarqube-cloud', 'torque'),
  created: 'organization = mortise_organization.o.name\nname = "DevOps"',
  updated:
    'organization = mortise_organization.o.name\nname = "DevOps"\ndisplay_name = "Dev & Ops"',
  replaced: 'organization = mortise_organization.o.name\nname = "Trial"',
  importId: 'space-acme/DevOps',
  vanish: async () => {
    await service.admin('DELETE', '/organizations/space-acme/spaces/Trial')
  },
})

const byHand = (name: string, certificates: string[], more = ''): string => `
  name          = "${name}"
  organization  = mortise_organization.o.name
  idp_entity_id = "http://www.okta.com/exk1fcia6d6EMsf331d8"
  idp_sso_url   = "https://acme.okta.com/app/exk1fcia6d6EMsf331d8/sso/saml"
  certificates  = [${certificates.map((text) => JSON.stringify(text)).join(', ')}]
  ${more}`

conformance('a SAML connection by hand, certificates pasted in every spelling', {
  provider: () => mortiseProvider,
  type: 'mortise_saml_connection',
  around: acme('saml-acme'),
  created: byHand('life-saml', [bare(rsa), ec.replaceAll('\n', '\r\n')]),
  updated: byHand('life-saml', [rsa], 'attribute_mapping = { email = "mail" }'),
  replaced: byHand('life-saml-2', [rsa], 'just_in_time_provisioning = false'),
  importId: 'life-saml',
  // The service keeps one spelling; the configuration keeps its own.
  notImported: ['certificates'],
  vanish: async () => {
    await service.admin('DELETE', '/saml-connections/life-saml-2')
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

describe('what can be known at plan is refused at plan', () => {
  const refused: readonly (readonly [string, string, string])[] = [
    ['a name that cannot stand in a URL', organizationBody('Not OK', 'A', []), 'lower-case'],
    [
      'a preset there is not',
      organizationBody('a', 'A', []).replace('sonarqube-cloud', 'nope'),
      'sonarqube-cloud',
    ],
    [
      'a role the preset does not know',
      organizationBody('a', 'A', [rule('A', 'root')]),
      'unknown-role',
    ],
  ]
  test.each(refused)('%s', async (_, body, said) => {
    await within(async (at) => {
      await at.configure(`resource "mortise_organization" "it" {${body}\n}`)
      const { code, output } = await at.terraform('plan')
      expect([code, output]).toEqual([1, expect.stringContaining(said)])
    })
  })

  const connections: readonly (readonly [string, string, string])[] = [
    ['a metadata URL in the clear', 'idp_metadata_url = "http://idp.example/"', 'https URL'],
    ['no IdP at all', '', 'idp-source-ambiguous'],
    [
      'an IdP told twice',
      'idp_metadata_url = "https://idp.example/"\nidp_metadata_xml = "<x/>"',
      'idp-source-ambiguous',
    ],
    [
      'a certificate that is none',
      'idp_entity_id = "x"\nidp_sso_url = "https://idp.example/"\ncertificates = ["nonsense"]',
      'X.509',
    ],
  ]
  test.each(connections)('%s', async (_, more, said) => {
    await within(async (at) => {
      await at.configure(
        `resource "mortise_saml_connection" "it" {\nname = "a"\norganization = "b"\n${more}\n}`,
      )
      const { code, output } = await at.terraform('plan')
      expect([code, output]).toEqual([1, expect.stringContaining(said)])
    })
  })

  const neighbours: readonly (readonly [string, string, string, string])[] = [
    [
      'S61: a group in a space where groups have none',
      'twenty',
      'resource "mortise_group" "it" {\norganization = mortise_organization.o.name\nname = "A"\nspace = "B"\n}',
      'spaces-unsupported',
    ],
    [
      'a space where there are none',
      'qualified',
      'resource "mortise_space" "it" {\norganization = mortise_organization.o.name\nname = "A"\n}',
      'spaces-unsupported',
    ],
    [
      'T13: a space whose name no list could hold',
      'torque',
      'resource "mortise_space" "it" {\norganization = mortise_organization.o.name\nname = "A,B"\n}',
      'separator-in-name',
    ],
    [
      'a directory where there is no SCIM',
      'twenty',
      'resource "mortise_directory" "it" {\norganization = mortise_organization.o.name\nname = "d"\n}',
      'directory-unsupported',
    ],
    ...['.', '..'].map(
      (name) =>
        [
          `a group called ${name}, which no URL can name`,
          'twenty',
          `resource "mortise_group" "it" {\norganization = mortise_organization.o.name\nname = "${name}"\n}`,
          'no URL can name',
        ] as const,
    ),
  ]
  test.each(neighbours)('%s', async (_, preset, body, said) => {
    await within(async (at) => {
      const organization = acme('neighbours').replace('sonarqube-cloud', preset)
      await at.configure(`${organization}\n${body}`)
      const { code, output } = await at.terraform('plan')
      expect([code, output]).toEqual([1, expect.stringContaining(said)])
      expect(output).toMatch(/on main\.tf line (\d+).*\1: +(space|name|organization) = /)
    })
  })

  test('a role the preset does not know, though the group of the rule is not known yet', async () => {
    await within(async (at) => {
      await at.configure(`
        resource "terraform_data" "later" { input = "x" }
        resource "mortise_organization" "o" {
          name         = "later"
          preset       = "sonarqube-cloud"
          display_name = terraform_data.later.id
          role_rules   = [{ group = "A", role = "root" }, { group = terraform_data.later.id, role = "x" }]
        }`)
      expect((await at.terraform('plan')).output).toContain('Code: unknown-role')
    })
  })

  test('unknown values break no validation', async () => {
    await within(async (at) => {
      await at.configure(`
        resource "terraform_data" "later" { input = "acme-later" }
        resource "mortise_organization" "o" {
          name         = terraform_data.later.output
          preset       = "sonarqube-cloud"
          display_name = "x \${terraform_data.later.id}"
          role_rules   = [{ group = terraform_data.later.id, role = "create-projects" }]
        }`)
      expect(await at.succeed('plan')).toContain('2 to add')
    })
  })
})

test('an object that exists already is never taken over: the remedy is an import', async () => {
  await service.client.call('putOrganization', {
    params: { name: 'taken' },
    body: { preset: 'sonarqube-cloud', displayName: 'Theirs' },
  })
  await within(async (at) => {
    await at.configure(
      `resource "mortise_organization" "it" {${organizationBody('taken', 'Ours', [])}\n}`,
    )
    const { code, output } = await at.terraform('apply', '-auto-approve')
    expect([code, output]).toEqual([1, expect.stringContaining('already-exists')])
    expect(output).toContain('import')
  })
  const { displayName } = await service.client.call('getOrganization', {
    params: { name: 'taken' },
  })
  expect(displayName).toBe('Theirs')
})

test('a change between plan and apply is not overwritten', async () => {
  await within(async (at) => {
    const body = (title: string): string =>
      `resource "mortise_organization" "it" {${organizationBody('raced', title, [])}\n}`
    await at.configure(body('One'))
    await at.succeed('apply', '-auto-approve')
    await at.configure(body('Two'))
    await at.succeed('plan', '-out=raced.tfplan')
    await service.admin('PUT', '/organizations/raced', {
      preset: 'sonarqube-cloud',
      displayName: 'Someone else',
    })
    const { code, output } = await at.terraform('apply', 'raced.tfplan')
    expect([code, output]).toEqual([1, expect.stringContaining('Changed since the plan')])
  })
})

test('without a token, the provider says where to put it', async () => {
  delete process.env['MORTISE_ADMIN_TOKEN']
  try {
    await within(async (at) => {
      await at.configure(acme('nobody'))
      const { code, output } = await at.terraform('plan')
      expect([code, output]).toEqual([1, expect.stringContaining('MORTISE_ADMIN_TOKEN')])
    })
  } finally {
    process.env['MORTISE_ADMIN_TOKEN'] = adminToken
  }
})

test('a wrong token is refused without being repeated', async () => {
  await within(async (at) => {
    await at.configure(
      `provider "mortise" { token = "wrong-token-of-some-length" }\n${acme('nobody')}`,
    )
    const { code, output } = await at.terraform('apply', '-auto-approve')
    expect([code, output]).toEqual([1, expect.stringContaining('token-wrong')])
    expect(output).not.toContain('wrong-token-of-some-length')
  })
})
