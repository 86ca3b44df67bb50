/** Differs from 10 by OpenID Connect: a client secret of your own making, in write-only arguments on both sides, in no plan and no state. */
import { OktaProvider } from '@cdktf/provider-okta/lib/provider/index.js'
import { App, LocalBackend, TerraformStack, TerraformVariable } from 'cdktf'
import {
  Federation,
  MortiseProvider,
  Organization,
  requireProviderVersion,
  SecretVariable,
} from 'mortise/constructs'
import { OktaOidcApp, OktaOidcIdp } from 'mortise/constructs/okta'

const app = new App()
const stack = new TerraformStack(app, 'okta-oidc')
new LocalBackend(stack, { path: 'terraform.tfstate' })

const serviceUrl = new TerraformVariable(stack, 'service_url', { type: 'string' })
const engineersId = new TerraformVariable(stack, 'okta_engineers_group_id', { type: 'string' })
const clientSecret = new SecretVariable(stack, 'okta_client_secret', {
  description: 'openssl rand -base64 48',
})

new MortiseProvider(stack, 'mortise', { serviceUrl: serviceUrl.stringValue })
new OktaProvider(stack, 'okta', {})
requireProviderVersion(stack, 'okta', OktaOidcApp.supportsClientSecret.constraint)

const acme = new Organization(stack, 'acme', { name: 'acme', preset: 'sonarqube-cloud' })
acme.grantRole(acme.addGroup('Engineers'), 'execute-analysis')

new Federation(stack, 'acme-sso', {
  organization: acme,
  name: 'acme-oidc',
  idp: new OktaOidcIdp({
    orgUrl: 'https://acme.okta.com',
    assignedGroupIds: [engineersId.stringValue],
    // Without it the service proves itself by a key of its own (private_key_jwt), and there is no secret at all.
    clientSecret: clientSecret.stringValue,
    // The provider can set the groups claim with an API token only; a person can always.
    groupsSetBy: 'console',
  }),
})

app.synth()
