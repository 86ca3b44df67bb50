/** Differs from 20 by OpenID Connect: Entra makes the client secret, which Terraform then keeps in its state; who accepted that, why and until when stands here. */
import { AzureadProvider } from '@cdktf/provider-azuread/lib/provider/index.js'
import { App, LocalBackend, TerraformStack, TerraformVariable } from 'cdktf'
import { Federation, MortiseProvider, Organization } from 'mortise/constructs'
import { EntraOidcIdp } from 'mortise/constructs/entra'

const app = new App()
const stack = new TerraformStack(app, 'entra-oidc')
new LocalBackend(stack, { path: 'terraform.tfstate' })

const serviceUrl = new TerraformVariable(stack, 'service_url', { type: 'string' })
const engineersId = new TerraformVariable(stack, 'entra_engineers_group_id', { type: 'string' })

new MortiseProvider(stack, 'mortise', { serviceUrl: serviceUrl.stringValue })
new AzureadProvider(stack, 'azuread', {})

const acme = new Organization(stack, 'acme', { name: 'acme', preset: 'sonarqube-cloud' })
acme.grantRole(acme.addGroup('Engineers'), 'execute-analysis')

new Federation(stack, 'acme-sso', {
  organization: acme,
  name: 'acme-oidc',
  idp: new EntraOidcIdp({
    assignedGroupIds: [engineersId.stringValue],
    secretInState: {
      name: 'entra-client-secret',
      reason: 'azuread has no write-only argument for a client secret; the state is encrypted',
      until: '2027-11-30',
    },
    // Another number rotates the secret on both sides.
    clientSecretVersion: 1,
  }),
})

app.synth()
