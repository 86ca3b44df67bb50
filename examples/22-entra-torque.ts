/** Differs from 20 by provisioning, and by claims of a service's own: Torque wants spaces and roles, and knows groups by object ID. */
import { AzureadProvider } from '@cdktf/provider-azuread/lib/provider/index.js'
import { App, LocalBackend, TerraformStack, TerraformVariable } from 'cdktf'
import { Federation, Group, MortiseProvider, Organization } from 'mortise/constructs'
import { EntraIdp, EntraProvisioning } from 'mortise/constructs/entra'

const app = new App()
const stack = new TerraformStack(app, 'entra-torque')
new LocalBackend(stack, { path: 'terraform.tfstate' })

const engineersId = new TerraformVariable(stack, 'entra_engineers_group_id', { type: 'string' })
const scimToken = new TerraformVariable(stack, 'scim_token', { type: 'string', sensitive: true })

new MortiseProvider(stack, 'mortise', { serviceUrl: 'https://portal.torque.example' })
new AzureadProvider(stack, 'azuread', {})

const acme = new Organization(stack, 'acme', { name: 'acme', preset: 'torque' })
new Group(stack, 'engineers', {
  organization: acme,
  name: 'Engineers',
  idpIdentifier: engineersId.stringValue,
})

const sso = new Federation(stack, 'acme-sso', {
  organization: acme,
  name: 'acme-saml',
  idp: new EntraIdp({ assignedGroupIds: [engineersId.stringValue] }),
  claims: {
    spaceName: { idpAttribute: 'user.department' },
    spaceRole: { constant: 'Space Member' },
  },
})

new EntraProvisioning(stack, 'acme-people', {
  organization: acme,
  name: 'acme-people',
  app: EntraIdp.appOf(sso),
  token: scimToken.stringValue,
})

app.synth()
