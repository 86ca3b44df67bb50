/** The base of all examples: one organization of SonarQube Cloud, signing in through one SAML IdP. */
import { App, LocalBackend, TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf'
import { MortiseProvider, Organization, SamlConnection } from 'mortise/constructs'

const app = new App()
const stack = new TerraformStack(app, 'one-connection')
// Terraform's own default. cdktf's would be an absolute path of the machine that synthesized.
new LocalBackend(stack, { path: 'terraform.tfstate' })

const serviceUrl = new TerraformVariable(stack, 'service_url', {
  type: 'string',
  description: 'Public base URL of the service',
})
const idpMetadataUrl = new TerraformVariable(stack, 'idp_metadata_url', {
  type: 'string',
  description: 'Where the IdP publishes its SAML metadata',
})

// The admin token is no part of the program: Terraform finds it in MORTISE_ADMIN_TOKEN.
new MortiseProvider(stack, 'mortise', { serviceUrl: serviceUrl.stringValue })

const acme = new Organization(stack, 'acme', {
  name: 'acme',
  displayName: 'Acme Corporation',
  preset: 'sonarqube-cloud',
})
acme.addGroup('Engineers')
acme.grantRole(acme.addGroup('Platform Admins'), 'administer-organization')

const connection = new SamlConnection(stack, 'acme-saml', {
  organization: acme,
  name: 'acme-saml',
  idpMetadataUrl: idpMetadataUrl.stringValue,
  attributeMapping: { name: 'displayName', email: 'mail' },
})

// What the IdP must be told. It follows from names alone, so it is known before anything is built.
new TerraformOutput(stack, 'acs_url', { value: connection.acsUrl })
new TerraformOutput(stack, 'sp_entity_id', { value: connection.spEntityId })
new TerraformOutput(stack, 'sp_metadata_url', { value: connection.spMetadataUrl })
new TerraformOutput(stack, 'login_url', { value: connection.loginUrl })

app.synth()
