/** A CDKTF app of somebody who writes CommonJS. */
import { App, LocalBackend, TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf'
import { bindings, MortiseProvider, Organization, SamlConnection } from 'mortise/constructs'
import type { ISamlConnection, OrganizationProps } from 'mortise/constructs'

const app = new App()
const stack = new TerraformStack(app, 'app')
new LocalBackend(stack, { path: 'terraform.tfstate' })

const token = new TerraformVariable(stack, 'admin_token', { type: 'string', sensitive: true })
const provider = new MortiseProvider(stack, 'mortise', {
  serviceUrl: 'https://sso.example.com',
  token: token.stringValue,
})

const props: OrganizationProps = { name: 'acme', preset: 'sonarqube-cloud' }
const acme = new Organization(stack, 'acme', props)
acme.grantRole(acme.addGroup('Admins'), 'administer-organization')
new bindings.MortiseGroup(stack, 'raw', { organization: acme.nameRef, name: 'Raw' })

const connection: ISamlConnection = new SamlConnection(stack, 'saml', {
  organization: acme,
  name: 'acme-saml',
  idpMetadataUrl: 'https://idp.example.com/metadata',
  attributeMapping: { email: 'mail' },
})
new TerraformOutput(stack, 'acs_url', { value: connection.acsUrl })
new TerraformOutput(stack, 'service_url', { value: provider.serviceUrl })

app.synth()
