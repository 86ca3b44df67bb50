/** Under plain jest, no flag, no transform: what `require` finds is CommonJS. */
const { Testing, TerraformStack } = require('cdktf')
const { MortiseProvider, Organization } = require('mortise/constructs')

test('an organization is synthesized', () => {
  const stack = new TerraformStack(Testing.app(), 'app')
  new MortiseProvider(stack, 'mortise', { serviceUrl: 'https://sso.example.com' })
  new Organization(stack, 'acme', { name: 'acme', preset: 'sonarqube-cloud' })
  expect(
    Testing.toHaveResourceWithProperties(Testing.synth(stack, true), 'mortise_organization', {
      name: 'acme',
    }),
  ).toBe(true)
})
