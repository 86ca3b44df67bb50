/** Differs from 10 by what comes after a test sign-in: the connection enabled, a domain that leads to it, and SSO required of all but one. */
import { OktaProvider } from '@cdktf/provider-okta/lib/provider/index.js'
import { App, LocalBackend, TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf'
import {
  ConnectionTest,
  Domain,
  Federation,
  MortiseProvider,
  Organization,
  SsoPolicy,
} from 'mortise/constructs'
import { OktaIdp } from 'mortise/constructs/okta'

const app = new App()
const stack = new TerraformStack(app, 'require-sso')
new LocalBackend(stack, { path: 'terraform.tfstate' })

const serviceUrl = new TerraformVariable(stack, 'service_url', { type: 'string' })
new MortiseProvider(stack, 'mortise', { serviceUrl: serviceUrl.stringValue })
new OktaProvider(stack, 'okta', {})

const acme = new Organization(stack, 'acme', {
  name: 'acme',
  preset: 'twenty',
  entitlements: ['organization'],
})

const sso = new Federation(stack, 'acme-sso', {
  organization: acme,
  name: 'acme-saml',
  idp: new OktaIdp(),
  // Terraform enables what a person has tested; a changed connection shows as stale evidence in the plan.
  activation: {},
})

const domain = new Domain(stack, 'domain', {
  organization: acme,
  name: 'acme.example',
  connection: sso.connection,
})
new TerraformOutput(stack, 'txt_record', {
  value: { name: domain.recordName, value: domain.recordValue },
})
// In a stack that also has the zone, name the record's resource here.
domain.verify()

new SsoPolicy(stack, 'policy', {
  organization: acme,
  requireSso: true,
  breakGlassAdministrators: ['root@acme.example'],
  ...(sso.activation ? { activation: sso.activation } : {}),
})

const checks = new ConnectionTest(stack, 'checks', { connection: sso.connection })
new TerraformOutput(stack, 'checks_passed', { value: checks.passed })

app.synth()
