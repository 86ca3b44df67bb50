/** Differs from 10 by a second IdP behind the first: people sign in at Entra, Okta passes on what it learnt, groups included. */
import { AzureadProvider } from '@cdktf/provider-azuread/lib/provider/index.js'
import { OktaProvider } from '@cdktf/provider-okta/lib/provider/index.js'
import { App, LocalBackend, TerraformStack } from 'cdktf'
import { Federation, MortiseProvider, Organization } from 'mortise/constructs'
import { EntraIdp } from 'mortise/constructs/entra'
import { OktaIdp, OktaInboundIdp } from 'mortise/constructs/okta'

const app = new App()
const stack = new TerraformStack(app, 'okta-broker')
new LocalBackend(stack, { path: 'terraform.tfstate' })

new MortiseProvider(stack, 'mortise', { serviceUrl: 'https://portal.torque.example' })
new OktaProvider(stack, 'okta', {})
new AzureadProvider(stack, 'azuread', {})

const broker = new OktaInboundIdp(stack, 'entra', {
  name: 'Microsoft Entra ID',
  orgUrl: 'https://acme.okta.com',
  upstream: new EntraIdp({
    displayName: 'Okta',
    groupScope: 'SecurityGroup',
    openToEveryone: true,
  }),
})

const acme = new Organization(stack, 'acme', { name: 'acme', preset: 'torque' })
acme.addGroup('Engineers', { idpIdentifier: '5c1e1a3e-3b4e-4e5b-8a55-0f6a1d3f9c10' })

new Federation(stack, 'acme-sso', {
  organization: acme,
  name: 'acme-saml',
  idp: new OktaIdp({ federationBrokerMode: true }),
  claims: {
    name: { property: 'fullName' },
    groups: { idpAttribute: broker.groupsExpression },
  },
})

app.synth()
