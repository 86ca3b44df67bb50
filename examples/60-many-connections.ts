/** Differs from 10 by number: a table of customers, each with an organization, groups, an app and a connection. */
import { OktaProvider } from '@cdktf/provider-okta/lib/provider/index.js'
import { App, LocalBackend, TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf'
import { Construct } from 'constructs'
import { Federation, MortiseProvider, Organization } from 'mortise/constructs'
import { OktaIdp } from 'mortise/constructs/okta'

interface Customer {
  readonly name: string
  readonly administrators: string
  readonly oktaGroupIds: readonly string[]
}

const customers: readonly Customer[] = [
  { name: 'acme', administrators: 'Platform Admins', oktaGroupIds: ['00g1acme'] },
  { name: 'globex', administrators: 'IT', oktaGroupIds: ['00g1globex', '00g2globex'] },
  { name: 'initech', administrators: 'Operations', oktaGroupIds: ['00g1initech'] },
]

const app = new App()
const stack = new TerraformStack(app, 'many-connections')
new LocalBackend(stack, { path: 'terraform.tfstate' })

const serviceUrl = new TerraformVariable(stack, 'service_url', { type: 'string' })
new MortiseProvider(stack, 'mortise', { serviceUrl: serviceUrl.stringValue })
new OktaProvider(stack, 'okta', {})

const loginUrls = customers.map<[string, string]>(({ name, administrators, oktaGroupIds }) => {
  const scope = new Construct(stack, name)
  const organization = new Organization(scope, 'organization', { name, preset: 'sonarqube-cloud' })
  organization.grantRole(organization.addGroup(administrators), 'administer-organization')
  const { connection } = new Federation(scope, 'sso', {
    organization,
    name: `${name}-saml`,
    idp: new OktaIdp({ assignedGroupIds: oktaGroupIds }),
  })
  return [name, connection.loginUrl]
})

new TerraformOutput(stack, 'login_urls', { value: Object.fromEntries<string>(loginUrls) })

app.synth()
