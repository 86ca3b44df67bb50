/** Differs from 30 by OpenID Connect: Keycloak is told by hand, and the service proves itself to it by a key of its own, so there is no secret to paste. */
import { App, LocalBackend, TerraformStack, TerraformVariable } from 'cdktf'
import {
  CustomOidcIdp,
  Federation,
  keycloak,
  MortiseProvider,
  Organization,
} from 'mortise/constructs'

const app = new App()
const stack = new TerraformStack(app, 'keycloak-oidc')
new LocalBackend(stack, { path: 'terraform.tfstate' })

const serviceUrl = new TerraformVariable(stack, 'service_url', { type: 'string' })

new MortiseProvider(stack, 'mortise', { serviceUrl: serviceUrl.stringValue })

const acme = new Organization(stack, 'acme', { name: 'acme', preset: 'sonarqube-cloud' })
acme.grantRole(acme.addGroup('Engineers'), 'execute-analysis')

new Federation(stack, 'acme-sso', {
  organization: acme,
  name: 'acme-oidc',
  idp: new CustomOidcIdp({
    console: keycloak,
    issuer: 'https://keycloak.acme.example/realms/acme',
    clientId: 'mortise-acme',
  }),
})

app.synth()
