/** Differs from 10 by OpenID Connect, of which the app's side is made; the client secret is in no state. */
import { OktaProvider } from '@cdktf/provider-okta/lib/provider/index.js'
import { App, LocalBackend, TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf'
import { requireProviderVersion, SecretVariable } from 'mortise/constructs'
import { OktaOidcApp } from 'mortise/constructs/okta'

const app = new App()
const stack = new TerraformStack(app, 'okta-oidc')
new LocalBackend(stack, { path: 'terraform.tfstate' })

const redirectUri = new TerraformVariable(stack, 'redirect_uri', { type: 'string' })
const clientSecret = new SecretVariable(stack, 'okta_client_secret')
new OktaProvider(stack, 'okta', {})
requireProviderVersion(stack, 'okta', OktaOidcApp.supportsClientSecret.constraint)

const oidc = new OktaOidcApp(stack, 'acme-oidc', {
  label: 'SonarQube Cloud',
  redirectUri: redirectUri.stringValue,
  connectionName: 'acme-oidc',
  // A random value of your own, in TF_VAR_okta_client_secret: sent once, kept by Okta and the service only.
  clientSecret: clientSecret.stringValue,
  // The provider can set it with an API token only; a person can always.
  groupClaim: { setBy: 'console' },
})

new TerraformOutput(stack, 'client_id', { value: oidc.clientId })

app.synth()
