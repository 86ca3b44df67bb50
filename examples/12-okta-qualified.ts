/** Differs from 10 by the service: under Qualified the IdP begins, so the icon stays; one ACS serves everybody; people come from a catalogue app. */
import { OktaProvider } from '@cdktf/provider-okta/lib/provider/index.js'
import { App, LocalBackend, TerraformStack } from 'cdktf'
import { Federation, MortiseProvider, Organization, SecretVariable } from 'mortise/constructs'
import { OktaIdp } from 'mortise/constructs/okta'

const app = new App()
const stack = new TerraformStack(app, 'okta-qualified')
new LocalBackend(stack, { path: 'terraform.tfstate' })

new MortiseProvider(stack, 'mortise', { serviceUrl: 'https://www.qualified.example' })
new OktaProvider(stack, 'okta', {})

const scimToken = new SecretVariable(stack, 'scim_token')

const acme = new Organization(stack, 'acme', {
  name: 'acme',
  preset: 'qualified',
  entitlements: ['saml'],
})

new Federation(stack, 'acme-sso', {
  organization: acme,
  name: 'acme-saml',
  idp: new OktaIdp({
    // With its URL, the service reads Okta's metadata itself and sees new keys by itself.
    orgUrl: 'https://acme.okta.com',
    nameIdFormat: 'emailAddress',
    catalogueApp: 'Qualified.io',
  }),
  activation: {},
  // Sent once, kept as a hash: in no plan and no state.
  provisioning: { token: scimToken.stringValue },
})

app.synth()
