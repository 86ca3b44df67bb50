/** Differs from 10 by the IdP: Entra's application, service principal, claims policy and certificate, in the only order Entra accepts. */
import { AzureadProvider } from '@cdktf/provider-azuread/lib/provider/index.js'
import { App, LocalBackend, TerraformStack, TerraformVariable } from 'cdktf'
import { Federation, MortiseProvider, Organization } from 'mortise/constructs'
import { EntraIdp } from 'mortise/constructs/entra'

const app = new App()
const stack = new TerraformStack(app, 'entra-saml')
new LocalBackend(stack, { path: 'terraform.tfstate' })

const serviceUrl = new TerraformVariable(stack, 'service_url', { type: 'string' })
const engineersId = new TerraformVariable(stack, 'entra_engineers_group_id', { type: 'string' })

new MortiseProvider(stack, 'mortise', { serviceUrl: serviceUrl.stringValue })
// Tenant and credentials come from the environment: ARM_TENANT_ID and its siblings, or the Azure CLI.
new AzureadProvider(stack, 'azuread', {})

const acme = new Organization(stack, 'acme', { name: 'acme', preset: 'sonarqube-cloud' })
acme.grantRole(acme.addGroup('Engineers'), 'execute-analysis')

new Federation(stack, 'acme-sso', {
  organization: acme,
  name: 'acme-saml',
  idp: new EntraIdp({
    assignedGroupIds: [engineersId.stringValue],
    notificationEmails: ['identity@acme.example'],
  }),
  // Entra's group claim has a name of its own; the connection's mapping follows.
  fullName: true,
})

app.synth()
