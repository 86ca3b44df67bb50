/** Differs from 10 by the service: under Qualified the IdP begins, so the icon stays; one ACS serves everybody; people come from a catalogue app. */
import { OktaProvider } from '@cdktf/provider-okta/lib/provider/index.js'
import { App, LocalBackend, TerraformStack } from 'cdktf'
import { Federation, MortiseProvider, Organization } from 'mortise/constructs'
import { OktaCatalogueProvisioning, OktaIdp } from 'mortise/constructs/okta'

const app = new App()
const stack = new TerraformStack(app, 'okta-qualified')
new LocalBackend(stack, { path: 'terraform.tfstate' })

new MortiseProvider(stack, 'mortise', { serviceUrl: 'https://www.qualified.example' })
new OktaProvider(stack, 'okta', {})

const acme = new Organization(stack, 'acme', { name: 'acme', preset: 'qualified' })

new Federation(stack, 'acme-sso', {
  organization: acme,
  name: 'acme-saml',
  // With its URL, the service reads Okta's metadata itself and sees new keys by itself.
  idp: new OktaIdp({ orgUrl: 'https://acme.okta.com', nameIdFormat: 'emailAddress' }),
})
new OktaCatalogueProvisioning(stack, 'acme-people', {
  catalogueApp: 'Qualified.io',
  name: 'acme-people',
})

app.synth()
