/** So many customers, each with an organization, three groups, an Okta app with its assignment, a connection and its activation: as our constructs say it. */
import type { TerraformStack } from 'cdktf'
import { Construct } from 'constructs'
import { Federation, MortiseProvider, Organization } from '../../../constructs/index.js'
import { OktaIdp } from '../../../constructs/okta/index.js'
import { groupNames, role, serviceUrl } from './customers.js'

export function federations(stack: TerraformStack, names: readonly string[]): void {
  new MortiseProvider(stack, 'mortise', { serviceUrl })
  for (const name of names) {
    const scope = new Construct(stack, name)
    const organization = new Organization(scope, 'organization', {
      name,
      preset: 'sonarqube-cloud',
      entitlements: ['enterprise'],
    })
    const [administrators] = groupNames.map((group) => organization.addGroup(group))
    if (administrators) organization.grantRole(administrators, role)
    new Federation(scope, 'sso', {
      organization,
      name: `${name}-saml`,
      idp: new OktaIdp({ assignedGroupIds: [`00g1${name}`] }),
      activation: {},
    })
  }
}
