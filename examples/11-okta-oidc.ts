/** Differs from 10 by OpenID Connect, of which the app's side is made: what the service is told are outputs. */
import { OktaProvider } from '@cdktf/provider-okta/lib/provider/index.js'
import { App, LocalBackend, TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf'
import { OktaOidcApp } from 'mortise/constructs/okta'

const app = new App()
const stack = new TerraformStack(app, 'okta-oidc')
new LocalBackend(stack, { path: 'terraform.tfstate' })

const redirectUri = new TerraformVariable(stack, 'redirect_uri', { type: 'string' })
new OktaProvider(stack, 'okta', {})

const oidc = new OktaOidcApp(stack, 'acme-oidc', {
  label: 'SonarQube Cloud',
  redirectUri: redirectUri.stringValue,
  connectionName: 'acme-oidc',
  // The provider can set it with an API token only; a person can always.
  groupClaim: { setBy: 'console' },
})

new TerraformOutput(stack, 'client_id', { value: oidc.clientId })
new TerraformOutput(stack, 'client_secret', { value: oidc.clientSecret, sensitive: true })

app.synth()
