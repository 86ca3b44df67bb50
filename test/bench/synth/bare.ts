/** The same resources, argument by argument, as bare cdktf says them: no rule held, no name computed. */
import { AppGroupAssignments } from '@cdktf/provider-okta/lib/app-group-assignments/index.js'
import { AppSaml } from '@cdktf/provider-okta/lib/app-saml/index.js'
import type { TerraformStack } from 'cdktf'
import { Construct } from 'constructs'
import { bindings } from '../../../constructs/index.js'
import { groupNames, role, serviceUrl } from './customers.js'

const unspecified = 'urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified'

const attributeStatements = [
  ...[
    ['login', 'user.login'],
    ['name', 'user.firstName'],
    ['email', 'user.email'],
  ].map(([name = '', value = '']) => ({
    type: 'EXPRESSION',
    name,
    namespace: unspecified,
    values: [value],
  })),
  {
    type: 'GROUP',
    name: 'groups',
    namespace: unspecified,
    filterType: 'REGEX',
    filterValue: '.*',
  },
]

export function bare(stack: TerraformStack, names: readonly string[]): void {
  new bindings.MortiseProvider(stack, 'mortise', { serviceUrl })
  for (const name of names) customer(new Construct(stack, name), name)
}

function customer(scope: Construct, name: string): void {
  const organization = new bindings.MortiseOrganization(scope, 'organization', {
    name,
    preset: 'sonarqube-cloud',
    displayName: name,
    roleRules: [{ group: groupNames[0], role }],
    entitlements: ['enterprise'],
  })
  for (const group of groupNames)
    new bindings.MortiseGroup(scope, `group-${group}`, {
      organization: organization.name,
      name: group,
    })
  const app = oktaApp(scope, name)
  new AppGroupAssignments(scope, 'assignments', {
    appId: app.id,
    group: [{ id: `00g1${name}` }],
  })
  const connection = new bindings.MortiseSamlConnection(scope, 'connection', {
    organization: organization.name,
    name: `${name}-saml`,
    idpMetadataXml: app.metadata,
    settings: { idpKind: 'okta' },
  })
  new bindings.MortiseConnectionActivation(scope, 'activation', {
    connectionName: connection.name,
  })
}

function oktaApp(scope: Construct, name: string): AppSaml {
  const acsUrl = `${serviceUrl}/saml/${name}-saml/acs`
  return new AppSaml(scope, 'app', {
    label: `SonarQube Cloud (${name}-saml)`,
    adminNote: 'Managed by Terraform (Mortise).',
    hideWeb: true,
    hideIos: true,
    implicitAssignment: false,
    ssoUrl: acsUrl,
    recipient: acsUrl,
    destination: acsUrl,
    audience: `${serviceUrl}/saml/${name}-saml/metadata`,
    responseSigned: true,
    assertionSigned: true,
    signatureAlgorithm: 'RSA_SHA256',
    digestAlgorithm: 'SHA256',
    honorForceAuthn: true,
    authnContextClassRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
    subjectNameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
    subjectNameIdTemplate: '$${user.userName}',
    attributeStatements,
  })
}
