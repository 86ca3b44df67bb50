/** Differs from 20 by provisioning, and by claims of a service's own: Torque wants spaces and roles, and knows groups by object ID. */
import { AzureadProvider } from '@cdktf/provider-azuread/lib/provider/index.js'
import { App, LocalBackend, TerraformStack, TerraformVariable } from 'cdktf'
import {
  Federation,
  Group,
  MortiseProvider,
  Organization,
  SecretVariable,
} from 'mortise/constructs'
import { EntraIdp } from 'mortise/constructs/entra'

const app = new App()
const stack = new TerraformStack(app, 'entra-torque')
new LocalBackend(stack, { path: 'terraform.tfstate' })

const engineersId = new TerraformVariable(stack, 'entra_engineers_group_id', { type: 'string' })
const scimToken = new SecretVariable(stack, 'scim_token', { keptInState: true })

new MortiseProvider(stack, 'mortise', { serviceUrl: 'https://portal.torque.example' })
new AzureadProvider(stack, 'azuread', {})

const acme = new Organization(stack, 'acme', { name: 'acme', preset: 'torque' })
new Group(stack, 'engineers', {
  organization: acme,
  name: 'Engineers',
  idpIdentifier: engineersId.stringValue,
})

new Federation(stack, 'acme-sso', {
  organization: acme,
  name: 'acme-saml',
  idp: new EntraIdp({ assignedGroupIds: [engineersId.stringValue] }),
  claims: {
    spaceName: { idpAttribute: 'user.department' },
    spaceRole: { constant: 'Space Member' },
  },
  // SSO must work before SCIM: the first apply goes without the two, then a person tests the connection.
  activation: {},
  provisioning: {
    directoryName: 'acme-people',
    token: scimToken.stringValue,
    secretInState: {
      name: 'entra-scim-token',
      reason:
        'azuread has no write-only argument for it; the state is readable by the platform team only',
      until: '2029-12-31',
    },
  },
})

app.synth()
