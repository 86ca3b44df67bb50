/** Differs from 21 by what Torque asks for: tenant and client ID only, the ID Token by form post, groups by object ID. */
import { AzureadProvider } from '@cdktf/provider-azuread/lib/provider/index.js'
import { App, LocalBackend, TerraformStack, TerraformVariable } from 'cdktf'
import { Federation, Group, MortiseProvider, Organization } from 'mortise/constructs'
import { EntraOidcIdp } from 'mortise/constructs/entra'

const app = new App()
const stack = new TerraformStack(app, 'entra-torque-oidc')
new LocalBackend(stack, { path: 'terraform.tfstate' })

const engineersId = new TerraformVariable(stack, 'entra_engineers_group_id', { type: 'string' })

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
  name: 'acme-oidc',
  idp: new EntraOidcIdp({ assignedGroupIds: [engineersId.stringValue] }),
})

app.synth()
