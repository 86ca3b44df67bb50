/** Differs from 10 by an IdP without a Terraform provider: its side is told as steps, in the output `mortise_steps`. */
import { App, LocalBackend, TerraformStack, TerraformVariable } from 'cdktf'
import {
  CustomSamlIdp,
  Federation,
  jumpCloud,
  MortiseProvider,
  Organization,
} from 'mortise/constructs'

const app = new App()
const stack = new TerraformStack(app, 'jumpcloud')
new LocalBackend(stack, { path: 'terraform.tfstate' })

const serviceUrl = new TerraformVariable(stack, 'service_url', { type: 'string' })
const idpMetadataUrl = new TerraformVariable(stack, 'idp_metadata_url', { type: 'string' })
new MortiseProvider(stack, 'mortise', { serviceUrl: serviceUrl.stringValue })

const acme = new Organization(stack, 'acme', { name: 'acme', preset: 'sonarqube-cloud' })

new Federation(stack, 'acme-sso', {
  organization: acme,
  name: 'acme-saml',
  idp: new CustomSamlIdp({ console: jumpCloud, idpMetadataUrl: idpMetadataUrl.stringValue }),
})

app.synth()
