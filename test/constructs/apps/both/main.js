/** One process, both copies of the library: an ES module that uses a CommonJS plug-in. */
import { createRequire } from 'node:module'
import { Testing, TerraformStack } from 'cdktf'
import * as esm from 'mortise/constructs'

const cjs = createRequire(import.meta.url)('mortise/constructs')

const stack = new TerraformStack(Testing.app(), 'app')
new cjs.MortiseProvider(stack, 'mortise', { serviceUrl: 'https://sso.example.com' })
const acme = new esm.Organization(stack, 'acme', {
  name: 'acme',
  preset: 'sonarqube-cloud',
  roleRules: [{ group: 'Admins', role: 'administer-organization' }],
})
new cjs.Group(stack, 'admins', { organization: acme, name: 'Admins' })
Testing.synth(stack, true)

console.log(
  JSON.stringify({
    twoCopies: esm.Organization !== cjs.Organization,
    known: cjs.Organization.isOrganization(acme),
  }),
)
