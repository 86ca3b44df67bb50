/** Differs from 30 by the console, and by metadata that is a file: Google publishes none. */
import { App, LocalBackend, TerraformStack, TerraformVariable } from 'cdktf'
import {
  CustomSamlIdp,
  Federation,
  googleWorkspace,
  MortiseProvider,
  Organization,
} from 'mortise/constructs'

const app = new App()
const stack = new TerraformStack(app, 'google-twenty')
new LocalBackend(stack, { path: 'terraform.tfstate' })

const serviceUrl = new TerraformVariable(stack, 'service_url', { type: 'string' })
const idpMetadataXml = new TerraformVariable(stack, 'idp_metadata_xml', {
  type: 'string',
  description: 'The file that Google’s console offers for download',
})
new MortiseProvider(stack, 'mortise', { serviceUrl: serviceUrl.stringValue })

const acme = new Organization(stack, 'acme', { name: 'acme', preset: 'twenty' })

new Federation(stack, 'acme-sso', {
  organization: acme,
  name: 'acme-saml',
  idp: new CustomSamlIdp({
    console: googleWorkspace,
    idpMetadataXml: idpMetadataXml.stringValue,
  }),
})

app.synth()
