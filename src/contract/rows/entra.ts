/** What only Entra asks for. */
import { isUnsaid, Open, shown } from '../../program/index.js'
import type { EntraSaml, SamlApp } from '../sides/app.js'
import { known } from '../sides/said.js'
import { broken, held, notAsked, rowsAbout, undecided, untilApply, type Outcome } from './row.js'

const ofEntra = (
  app: SamlApp,
  ask: (entra: EntraSaml) => readonly Outcome[],
): readonly Outcome[] => (app.entra ? ask(app.entra) : notAsked)

/** Said by SonarQube's page: never that one. Any other brings settings of its publisher's. */
const refused = /^\s*sonar\s*(qube|cloud)?.*$/i

export const entraRows = [
  ...rowsAbout('saml', [
    {
      code: 'gallery-template',
      severity: 'error',
      owner: 'idp',
      rule: 'The app is one of one’s own, not a gallery entry of another product.',
      cause:
        'A gallery app brings settings its publisher made for something else. The one called Sonarqube is for the server, not for the cloud.',
      remedy:
        'Entra: template_id = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621", or none. Okta: no preconfigured_app.',
      source: 'S40',
      check: ({ app, connection }) => {
        if (!app.template) return held
        if (app.template.value instanceof Open)
          return undecided(untilApply('the template', app.template.value), app.template.place)
        const name = known(app.template.value) ?? ''
        const isRefused = connection.preset?.key === 'sonarqube-cloud' || refused.test(name)
        return isRefused
          ? broken(`the app is made from ${shown(name)}`, app.template.place, connection.place)
          : held
      },
    },
    {
      code: 'basic-claims-sent',
      severity: 'warning',
      owner: 'idp',
      rule: 'Entra’s namespaced additional claims are taken out, where the service’s page asks for it.',
      cause:
        'Entra sends a set of claims of its own, under long names, unless a policy leaves them out.',
      remedy:
        'A claims mapping policy with "IncludeBasicClaimSet": "false", assigned to the service principal.',
      source: 'S43',
      check: ({ app, connection }) =>
        ofEntra(app, ({ basicClaims }) => {
          if (connection.preset?.key !== 'sonarqube-cloud') return notAsked
          if (basicClaims === undefined)
            return undecided(untilApply('the claims mapping policy'), app.place)
          return basicClaims
            ? broken(
                'the basic claim set is sent',
                app.entra?.policies[0]?.place ?? app.place,
                connection.place,
              )
            : held
        }),
    },
    {
      code: 'metadata-before-certificate',
      severity: 'error',
      owner: 'caller',
      rule: 'The connection reads Entra’s metadata after the signing certificate is made.',
      cause:
        'Metadata read before there is a certificate has none: the service would trust nobody, and refuses it.',
      remedy:
        'depends_on = [azuread_service_principal_token_signing_certificate.…] in the connection.',
      source: 'S42',
      check: ({ app, connection, facts }) =>
        ofEntra(app, ({ certificates }) => {
          const { program } = facts
          const [certificate] = certificates
          const url = connection.block.values['idp_metadata_url']
          const isLater = program.input.kind === 'state' || program.input.kind === 'live'
          if (!certificate || isUnsaid(url) || typeof url === 'string' || isLater) return notAsked
          return certificates.some((each) => program.waitsFor(connection.block, each))
            ? held
            : broken(
                'nothing makes the connection wait for the signing certificate',
                connection.place,
                program.place('idp', certificate),
              )
        }),
    },
    {
      code: 'entra-certificate-missing',
      severity: 'error',
      owner: 'idp',
      rule: 'An Entra app that speaks SAML has a signing certificate.',
      cause: 'Without one the metadata has no key, and nothing can be verified.',
      remedy: 'Add azuread_service_principal_token_signing_certificate.',
      source: 'S42',
      check: ({ app, connection }) =>
        ofEntra(app, ({ certificates }) =>
          certificates.length > 0
            ? held
            : broken('the program makes no signing certificate', app.place, connection.place),
        ),
    },
    {
      code: 'entra-saml-mode-missing',
      severity: 'error',
      owner: 'idp',
      rule: 'The service principal’s single sign-on mode is saml.',
      cause: 'In another mode Entra answers AuthnRequests of this app with an error.',
      remedy: 'preferred_single_sign_on_mode = "saml" in azuread_service_principal.',
      source: 'https://learn.microsoft.com/graph/application-saml-sso-configure-api',
      check: ({ app, connection, facts }) =>
        ofEntra(app, ({ principal }) => {
          if (!principal)
            return broken('the app has no service principal', app.place, connection.place)
          const { program } = facts
          const mode = program.get(principal, 'preferred_single_sign_on_mode')
          const place = program.place('idp', principal, 'preferred_single_sign_on_mode')
          if (mode instanceof Open) return undecided(untilApply('the mode', mode), place)
          return mode === 'saml'
            ? held
            : broken(`expected mode "saml", got ${shown(mode)}`, place, connection.place)
        }),
    },
  ]),
  ...rowsAbout('samlApp', [
    {
      code: 'claims-policy-unread',
      severity: 'error',
      owner: 'idp',
      rule: 'Entra can read every word of the claims mapping policy.',
      cause:
        'Entra takes a policy with misspelt keys, and ignores them: the claim is missing, or is another.',
      remedy: 'Correct the definition.',
      source: 'https://learn.microsoft.com/entra/identity-platform/reference-claims-customization',
      check: (app) =>
        ofEntra(app, ({ policies }) =>
          policies.flatMap(({ faults, place }) =>
            faults.length === 0 ? held : broken(faults.join('; '), place),
          ),
        ),
    },
    {
      code: 'claims-policies-several',
      severity: 'error',
      owner: 'idp',
      rule: 'One claims mapping policy is assigned to a service principal.',
      cause: 'Entra takes one policy; which of several, it does not say.',
      remedy: 'Leave one assignment.',
      source: 'https://learn.microsoft.com/graph/api/serviceprincipal-post-claimsmappingpolicies',
      check: (app) =>
        ofEntra(app, ({ policies }) => {
          if (policies.length === 0) return notAsked
          return policies.length === 1
            ? held
            : broken(
                `${policies.length} policies are assigned`,
                ...policies.map(({ place }) => place),
              )
        }),
    },
  ]),
  ...rowsAbout('app', [
    {
      code: 'nobody-assigned',
      severity: 'note',
      owner: 'idp',
      rule: 'Where the app must be assigned, somebody is.',
      cause: 'Nobody but those assigned can sign in; assignments made elsewhere are not seen here.',
      remedy:
        'Assign groups, or open the app: Okta implicit_assignment; Entra app_role_assignment_required = false.',
      source: 'S05, S23',
      check: ({ assignments, place }) => {
        if (assignments.required === undefined)
          return undecided(untilApply('whether the app must be assigned'), place)
        if (!assignments.required) return notAsked
        return assignments.count > 0 ? held : broken('the program assigns nobody', place)
      },
    },
  ]),
]
