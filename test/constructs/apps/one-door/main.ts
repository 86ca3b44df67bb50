/** Everything through one door: the types are the classes’ own. */
import { TerraformStack, Testing } from 'cdktf'
import {
  EntraIdp,
  EntraOidcIdp,
  Federation,
  MortiseProvider,
  OktaIdp,
  type OktaIdpProps,
  OktaSamlApp,
  Organization,
} from 'mortise/constructs'

const props: OktaIdpProps = { orgUrl: 'https://acme.okta.com' }
class OurOkta extends OktaIdp {}
const idps = { okta: new OktaIdp(props), ours: new OurOkta(), entra: new EntraIdp() }

const stack = new TerraformStack(Testing.app(), 'app')
new MortiseProvider(stack, 'mortise', { serviceUrl: 'https://sso.example.com' })
const acme = new Organization(stack, 'acme', { name: 'acme', preset: 'sonarqube-cloud' })
const federations = Object.entries(idps).map(
  ([name, idp]) => new Federation(stack, name, { organization: acme, name, idp }),
)
const app: OktaSamlApp | undefined = federations.slice(0, 1).map(OktaIdp.appOf)[0]
const synthesized = Testing.synth(stack)

export const told = {
  instances: [
    idps.okta instanceof OktaIdp,
    idps.ours instanceof OurOkta && idps.ours instanceof OktaIdp,
    (idps.entra as object) instanceof OktaIdp,
    app instanceof OktaSamlApp,
  ],
  supports: typeof OktaSamlApp.supports.constraint,
  named: [OktaIdp.name, EntraOidcIdp.name],
  apps: synthesized.match(/"(okta_app_saml|azuread_application)":/g),
}
