/** The IdPs' doors, as ES modules and as CommonJS: the same stack through each. */
import { createRequire } from 'node:module'
import { TerraformStack, Testing } from 'cdktf'

const require = createRequire(import.meta.url)
const dist = '../node_modules/mortise/dist'

const stackOf = (main, okta, entra) => {
  const stack = new TerraformStack(Testing.app(), 'app')
  new main.MortiseProvider(stack, 'mortise', { serviceUrl: 'https://sso.example.com' })
  const acme = new main.Organization(stack, 'acme', { name: 'acme', preset: 'sonarqube-cloud' })
  for (const [name, idp] of [
    ['okta', new okta.OktaIdp()],
    ['entra', new entra.EntraIdp()],
  ])
    new main.Federation(stack, name, { organization: acme, name, idp })
  return Testing.synth(stack)
}

const esm = stackOf(
  await import(`${dist}/constructs/index.js`),
  await import(`${dist}/constructs/okta/index.js`),
  await import(`${dist}/constructs/entra/index.js`),
)
const cjs = stackOf(
  require(`${dist}/cjs/constructs/index.js`),
  require(`${dist}/cjs/constructs/okta/index.js`),
  require(`${dist}/cjs/constructs/entra/index.js`),
)
console.log(
  JSON.stringify({ same: esm === cjs, apps: esm.match(/"(okta_app_saml|azuread_application)":/g) }),
)
