/** Differs from 20 by OpenID Connect, of which the app's side is made: what the service is told are outputs. */
import { AzureadProvider } from '@cdktf/provider-azuread/lib/provider/index.js'
import { App, LocalBackend, TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf'
import { EntraOidcApp } from 'mortise/constructs/entra'

const app = new App()
const stack = new TerraformStack(app, 'entra-oidc')
new LocalBackend(stack, { path: 'terraform.tfstate' })

const redirectUri = new TerraformVariable(stack, 'redirect_uri', { type: 'string' })
new AzureadProvider(stack, 'azuread', {})

const oidc = new EntraOidcApp(stack, 'acme-oidc', {
  displayName: 'Torque',
  redirectUri: redirectUri.stringValue,
  groupClaim: { identifier: 'objectId' },
  // Torque is told tenant and client ID only: the ID Token comes by form post.
  clientSecret: false,
  implicitIdToken: true,
})

new TerraformOutput(stack, 'tenant_id', { value: oidc.tenantId })
new TerraformOutput(stack, 'client_id', { value: oidc.clientId })
new TerraformOutput(stack, 'issuer', { value: oidc.issuer })

app.synth()
