/** Differs from 00 by the IdP's side: one Federation makes the Okta app and the connection, and neither can disagree with the other. */
import { OktaProvider } from '@cdktf/provider-okta/lib/provider/index.js'
import { App, LocalBackend, TerraformStack, TerraformVariable } from 'cdktf'
import {
  Federation,
  MortiseProvider,
  Organization,
  requireProviderVersion,
} from 'mortise/constructs'
import { OktaIdp, OktaSamlApp } from 'mortise/constructs/okta'

const app = new App()
const stack = new TerraformStack(app, 'okta-saml')
new LocalBackend(stack, { path: 'terraform.tfstate' })

const serviceUrl = new TerraformVariable(stack, 'service_url', { type: 'string' })
const engineersId = new TerraformVariable(stack, 'okta_engineers_group_id', { type: 'string' })

new MortiseProvider(stack, 'mortise', { serviceUrl: serviceUrl.stringValue })
// Organization and API token come from the environment: OKTA_ORG_NAME, OKTA_BASE_URL, OKTA_API_TOKEN.
new OktaProvider(stack, 'okta', {})
// The bindings would pin 4.20.0.
requireProviderVersion(stack, 'okta', OktaSamlApp.supports.constraint)

const acme = new Organization(stack, 'acme', { name: 'acme', preset: 'sonarqube-cloud' })
acme.grantRole(acme.addGroup('Engineers'), 'execute-analysis')

new Federation(stack, 'acme-sso', {
  organization: acme,
  name: 'acme-saml',
  idp: new OktaIdp({ assignedGroupIds: [engineersId.stringValue] }),
  // Said once: Okta sends these names, the connection reads them.
  claims: {
    name: { name: 'displayName', property: 'fullName' },
    email: { name: 'mail' },
    groups: { filter: { matches: '^(Engineers|Platform .+)$' } },
  },
})

app.synth()
