/** One step away from good, for every row of the table. */
import { readFileSync } from 'node:fs'
import {
  claimsPolicy,
  entraOidc,
  entraSaml,
  entraTorque,
  oktaOidc,
  oktaQualified,
  oktaSaml,
  only,
  type Json,
} from './programs.js'

export interface Case {
  readonly code: string
  /** A program in which the rule is asked and holds. */
  readonly good: () => Json
  /** The one step. */
  readonly step: (program: Json) => void
  /** What the finding must say. */
  readonly says: RegExp
}

const row = (
  code: string,
  good: () => Json,
  step: (program: Json) => void,
  says: RegExp,
): Case => ({
  ...{ code, good, step, says },
})

const okta = (program: Json): Json => only(program, 'okta_app_saml')
const entra = (program: Json): Json => only(program, 'azuread_application')
const principal = (program: Json): Json => only(program, 'azuread_service_principal')
const oauth = (program: Json): Json => only(program, 'okta_app_oauth')
const saml = (program: Json): Json => only(program, 'mortise_saml_connection')
const oidc = (program: Json): Json => only(program, 'mortise_oidc_connection')
const organization = (program: Json): Json => only(program, 'mortise_organization')
const credential = (program: Json, key: string): Json =>
  only(program, 'azuread_synchronization_secret')['credential'].find(
    (each: Json) => each['key'] === key,
  )

const pem = (name: string): string =>
  readFileSync(
    new URL(`../golden/saml/test-keys/TEST-ONLY-${name}.crt.pem`, import.meta.url),
    'utf8',
  )

/** Told by hand, and matched with its app by the audience. */
const byHand = (certificate: string) => (): Json => {
  const program = oktaSaml()
  const connection = saml(program)
  delete connection['idp_metadata_xml']
  Object.assign(connection, {
    idp_entity_id: 'http://www.okta.com/exk1',
    idp_sso_url: 'https://acme.okta.com/sso',
    certificates: [certificate],
  })
  return program
}

const withPolicy = (policy: Json) => (): Json => {
  const program = oktaSaml()
  saml(program)['policy'] = policy
  return program
}

const encrypting = (algorithm: string, transport: string) => (): Json => {
  const program = oktaSaml()
  program['output'] = {
    mortise_steps: {
      value: [
        {
          ...{
            id: 'x',
            title: 'encrypt assertions',
            idp: 'Okta',
            path: [],
            notes: [],
            source: 'S31',
          },
          ...{ connection: 'acme-saml', when: 'after-apply' },
          values: [
            { field: 'Encryption Algorithm', value: algorithm },
            { field: 'Key Transport Algorithm', value: transport },
          ],
          proof: {
            event: 'encrypted-assertion',
            detail: 'a sign-in brings an encrypted assertion',
          },
        },
      ],
    },
  }
  return program
}

const onPremises = (): Json => {
  const program = entraSaml()
  entra(program)['optional_claims'].saml2_token[0].additional_properties = [
    'sam_account_name',
    'cloud_displayname',
  ]
  return program
}

const withDefaultRole = (): Json => {
  const program = oktaSaml()
  organization(program)['preset'] = 'twenty'
  organization(program)['default_role'] = 'Member'
  return program
}

/** In the order of the table. */
export const cases: readonly Case[] = [
  row('acs-missing', oktaSaml, (p) => delete okta(p)['sso_url'], /no ACS URL/),
  row('acs-mismatch', oktaSaml, (p) => (okta(p)['sso_url'] += '/'), /only by a trailing slash/),
  row(
    'acs-several',
    oktaSaml,
    (p) => (okta(p)['acs_endpoints'] = ['https://sso.example.com/saml/other/acs']),
    /knows 2 ACS URLs/,
  ),
  row(
    'recipient-not-acs',
    oktaSaml,
    (p) => (okta(p)['recipient'] = okta(p)['recipient'].replace('https', 'http')),
    /http in place of https/,
  ),
  row(
    'destination-not-acs',
    oktaSaml,
    (p) => (okta(p)['destination'] += 'x'),
    /expected destination/,
  ),
  row(
    'audience-not-ours',
    oktaQualified,
    (p) => (okta(p)['audience'] = 'https://www.qualified.example'),
    /only by "www\."/,
  ),
  row(
    'identifier-several',
    entraSaml,
    (p) => entra(p)['identifier_uris'].push('api://acme'),
    /2 identifiers/,
  ),
  row(
    'attribute-not-sent',
    oktaSaml,
    (p) => (okta(p)['attribute_statements'][2].name = 'Mail'),
    /reads "mail" for email.*"Mail" differs only by upper and lower case/,
  ),
  row(
    'mapped-attribute-not-sent',
    () => {
      const program = oktaQualified()
      saml(program)['attribute_mapping'] = { name: 'display' }
      okta(program)['attribute_statements'].push({ name: 'display', values: ['user.displayName'] })
      return program
    },
    (p) => okta(p)['attribute_statements'].pop(),
    /reads "display" for name/,
  ),
  row(
    'attribute-sent-twice',
    oktaSaml,
    (p) => okta(p)['attribute_statements'].push({ name: 'login', values: ['user.email'] }),
    /two statements are named "login"/,
  ),
  row(
    'attribute-unread',
    oktaSaml,
    (p) => okta(p)['attribute_statements'].push({ name: 'phone', values: ['user.primaryPhone'] }),
    /nobody reads "phone"/,
  ),
  row(
    'constant-role-unknown',
    entraTorque,
    (p) =>
      (only(p, 'azuread_claims_mapping_policy')['definition'] = [
        only(p, 'azuread_claims_mapping_policy')['definition'][0].replace(
          'Space Member',
          'Spacemember',
        ),
      ]),
    /role "Spacemember" to everybody/,
  ),
  row(
    'name-id-transient',
    oktaSaml,
    (p) =>
      (okta(p)['subject_name_id_format'] = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient'),
    /is transient/,
  ),
  row(
    'login-from-unstable-name-id',
    oktaQualified,
    (p) => {
      okta(p)['subject_name_id_format'] = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'
      okta(p)['attribute_statements'].shift()
    },
    /NameID is opaque/,
  ),
  row(
    'groups-not-sent',
    oktaSaml,
    (p) => okta(p)['attribute_statements'].pop(),
    /takes groups from "groups", and the app sends none/,
  ),
  row(
    'group-identifier-kind',
    entraSaml,
    (p) => delete entra(p)['optional_claims'],
    /matches groups by names, the app sends object IDs/,
  ),
  row(
    'group-identifier-form',
    entraTorque,
    (p) => (only(p, 'mortise_group')['idp_identifier'] = 'Engineers'),
    /no object ID/,
  ),
  row(
    'group-names-need-assignment',
    entraSaml,
    (p) => (entra(p)['group_membership_claims'] = ['SecurityGroup']),
    /not assigned/,
  ),
  row(
    'cloud-group-names-missing',
    onPremises,
    (p) => entra(p)['optional_claims'].saml2_token[0].additional_properties.pop(),
    /cloud-only groups/,
  ),
  row(
    'group-overage',
    entraTorque,
    (p) => (entra(p)['group_membership_claims'] = ['All']),
    /above 150/,
  ),
  row(
    'group-claim-fragile',
    oktaOidc,
    (p) => (oauth(p)['groups_claim'] = { type: 'FILTER', name: 'groups', value: '.*' }),
    /groups_claim/,
  ),
  row(
    'assigned-groups-missing',
    entraSaml,
    (p) => delete p['resource'].azuread_app_role_assignment,
    /assigns none/,
  ),
  row(
    'nothing-signed',
    oktaSaml,
    (p) => {
      delete okta(p)['response_signed']
      okta(p)['assertion_signed'] = false
    },
    /neither Response nor assertion/,
  ),
  row(
    'signature-algorithm-weak',
    oktaSaml,
    (p) => (okta(p)['signature_algorithm'] = 'RSA_SHA1'),
    /RSA_SHA1/,
  ),
  row('digest-algorithm-weak', oktaSaml, (p) => (okta(p)['digest_algorithm'] = 'SHA1'), /SHA1/),
  row(
    'one-signature-missing',
    oktaSaml,
    (p) => (okta(p)['response_signed'] = false),
    /only the assertion is signed/,
  ),
  row(
    'encryption-algorithm-weak',
    encrypting('AES256-GCM', 'RSA-OAEP'),
    (p) => (p['output'].mortise_steps.value[0].values[0].value = 'AES256-CBC'),
    /AES256-CBC/,
  ),
  row(
    'signed-requests-wanted',
    () => {
      const program = oktaSaml()
      okta(program)['saml_signed_request_enabled'] = true
      return program
    },
    (p) => (saml(p)['policy'] = { sign_requests: false }),
    /wants signed requests/,
  ),
  row(
    'weak-signatures-accepted',
    withPolicy({ signed: 'either' }),
    (p) => (saml(p)['policy'] = { allow_sha1: true }),
    /sha1-allowed/,
  ),
  row(
    'signature-policy-unmet',
    withPolicy({ signed: 'both' }),
    (p) => (okta(p)['response_signed'] = false),
    /demands: both; the app signs the assertion/,
  ),
  row(
    'encryption-required-not-set',
    oktaSaml,
    (p) => (saml(p)['policy'] = { encryption: 'required' }),
    /no step says so/,
  ),
  row(
    'idp-certificate-ended',
    entraSaml,
    (p) =>
      (only(p, 'azuread_service_principal_token_signing_certificate')['end_date'] =
        '2026-11-30T00:00:00Z'),
    /ended 1 days ago/,
  ),
  row(
    'idp-certificate-ends-soon',
    entraSaml,
    (p) =>
      (only(p, 'azuread_service_principal_token_signing_certificate')['end_date'] =
        '2026-12-20T00:00:00Z'),
    /ends in 19 days/,
  ),
  row(
    'certificate-unreadable',
    byHand(pem('idp')),
    (p) => (saml(p)['certificates'] = ['MIIC']),
    /not an X\.509 certificate/,
  ),
  row(
    'certificate-ended',
    byHand(pem('idp')),
    (p) => (saml(p)['certificates'] = [pem('expired')]),
    /ended \d+ days ago/,
  ),
  row(
    'certificate-key-weak',
    byHand(pem('idp')),
    (p) => (saml(p)['certificates'] = [pem('weak')]),
    /RSA key of 1024 bits/,
  ),
  row(
    'icon-begins-refused-sign-in',
    oktaSaml,
    (p) => (okta(p)['hide_web'] = false),
    /icon is visible/,
  ),
  row(
    'icon-hidden-though-needed',
    oktaQualified,
    (p) => (okta(p)['hide_web'] = true),
    /nobody can begin/,
  ),
  row(
    'sign-on-url-not-ours',
    entraSaml,
    (p) => (principal(p)['login_url'] = 'https://sonarqube.example.com/login'),
    /expected an address at sso\.example\.com/,
  ),
  row(
    'relay-state-unexpected',
    oktaQualified,
    (p) => (okta(p)['default_relay_state'] = 'https://www.qualified.example/reply'),
    /sends RelayState/,
  ),
  row(
    'gallery-template',
    entraSaml,
    (p) => {
      p['data'] = { azuread_application_template: { sonar: { display_name: 'Sonarqube' } } }
      entra(p)['template_id'] = '${data.azuread_application_template.sonar.template_id}'
    },
    /made from "Sonarqube"/,
  ),
  row(
    'basic-claims-sent',
    entraSaml,
    (p) =>
      (only(p, 'azuread_claims_mapping_policy')['definition'] = [
        claimsPolicy({ IncludeBasicClaimSet: 'true' }),
      ]),
    /basic claim set/,
  ),
  row(
    'metadata-before-certificate',
    entraSaml,
    (p) => delete saml(p)['depends_on'],
    /nothing makes the connection wait/,
  ),
  row(
    'entra-certificate-missing',
    entraSaml,
    (p) => delete p['resource'].azuread_service_principal_token_signing_certificate,
    /no signing certificate/,
  ),
  row(
    'entra-saml-mode-missing',
    entraSaml,
    (p) => delete principal(p)['preferred_single_sign_on_mode'],
    /expected mode "saml"/,
  ),
  row(
    'claims-policy-unread',
    entraSaml,
    (p) =>
      (only(p, 'azuread_claims_mapping_policy')['definition'] = [
        claimsPolicy({ IncludeBasicClaimset: 'false' }),
      ]),
    /Entra knows no "IncludeBasicClaimset"/,
  ),
  row(
    'claims-policies-several',
    entraSaml,
    (p) => {
      const { resource } = p
      resource.azuread_claims_mapping_policy.second = { definition: [claimsPolicy()] }
      resource.azuread_service_principal_claims_mapping_policy_assignment.second = {
        claims_mapping_policy_id: '${azuread_claims_mapping_policy.second.id}',
        service_principal_id: '${azuread_service_principal.acme.id}',
      }
    },
    /2 policies/,
  ),
  row(
    'nobody-assigned',
    oktaSaml,
    (p) => delete p['resource'].okta_app_group_assignments,
    /assigns nobody/,
  ),
  row(
    'redirect-uri-mismatch',
    oktaOidc,
    (p) => (oauth(p)['redirect_uris'] = ['https://sso.example.com/oidc/acme/callback']),
    /expected redirect URI/,
  ),
  row(
    'redirect-uri-several',
    oktaOidc,
    (p) => oauth(p)['redirect_uris'].push('https://localhost/callback'),
    /2 redirect URIs/,
  ),
  row(
    'client-id-mismatch',
    () => {
      const program = oktaOidc()
      oauth(program)['client_id'] = '0oa1acme'
      return program
    },
    (p) => (oidc(p)['client_id'] = '0oa2other'),
    /expected client ID "0oa1acme", got "0oa2other"/,
  ),
  row(
    'response-type-mismatch',
    entraOidc,
    (p) => (entra(p)['web'].implicit_grant.id_token_issuance_enabled = false),
    /does not issue/,
  ),
  row(
    'client-authentication-mismatch',
    oktaOidc,
    (p) => (oidc(p)['client_authentication'] = 'private_key_jwt'),
    /the app expects "client_secret_basic", the connection uses "private_key_jwt"/,
  ),
  row(
    'client-secret-missing',
    oktaOidc,
    (p) => {
      delete oidc(p)['client_secret_wo']
      delete oidc(p)['client_secret_wo_version']
    },
    /no client secret/,
  ),
  row('scopes-missing', oktaOidc, (p) => (oidc(p)['scopes'] = ['openid']), /email, profile/),
  row('entra-token-version', entraOidc, (p) => delete entra(p)['api'], /left out, it is 1/),
  row(
    'access-token-implicit',
    entraOidc,
    (p) => (entra(p)['web'].implicit_grant.access_token_issuance_enabled = true),
    /issued implicitly/,
  ),
  row('pkce-not-required', oktaOidc, (p) => delete oauth(p)['pkce_required'], /without PKCE/),
  row(
    'any-tenant-admitted',
    entraOidc,
    (p) => (entra(p)['sign_in_audience'] = 'AzureADMultipleOrgs'),
    /AzureADMultipleOrgs/,
  ),
  row(
    'scim-unsupported',
    entraTorque,
    (p) => (organization(p)['preset'] = 'twenty'),
    /Twenty has no SCIM/,
  ),
  row(
    'scim-base-url-mismatch',
    entraTorque,
    (p) => (credential(p, 'BaseAddress')['value'] += '/v2'),
    /expected SCIM base URL/,
  ),
  row(
    'scim-groups-pushed',
    () => {
      const program = entraTorque()
      const { resource } = program
      const app = only(oktaSaml(), 'okta_app_saml')
      resource.okta_app_saml = {
        acme: {
          ...app,
          sso_url: 'https://sso.example.com/api/accounts/idp-callback',
          audience: 'https://sso.example.com/saml/acme-okta/metadata',
        },
      }
      resource.mortise_saml_connection.okta = {
        name: 'acme-okta',
        organization: '${mortise_organization.acme.name}',
        idp_metadata_xml: '${okta_app_saml.acme.metadata}',
      }
      resource.okta_app_connection = { acme: { app_id: '${okta_app_saml.acme.id}' } }
      return program
    },
    (p) => (p['resource'].okta_push_group = { a: { app_id: '${okta_app_saml.acme.id}' } }),
    /groups are pushed/,
  ),
  row(
    'scim-token-missing',
    entraTorque,
    (p) => only(p, 'azuread_synchronization_secret')['credential'].pop(),
    /no SecretToken/,
  ),
  row(
    'scim-token-with-bearer',
    entraTorque,
    (p) => (credential(p, 'SecretToken')['value'] = 'Bearer 0123456789abcdef0123456789abcdef'),
    /begins with the word Bearer/,
  ),
  row(
    'directory-unsupported-by-service',
    entraTorque,
    (p) => (organization(p)['preset'] = 'twenty'),
    /Twenty has no SCIM/,
  ),
  row(
    'directory-before-sign-in',
    entraTorque,
    (p) => delete only(p, 'mortise_directory')['depends_on'],
    /wait for an activation/,
  ),
  row(
    'default-role-admin',
    withDefaultRole,
    (p) => (organization(p)['default_role'] = 'Admin'),
    /becomes "Admin"/,
  ),
  row(
    'role-rule-without-group',
    oktaSaml,
    (p) => (organization(p)['role_rules'][0].group = 'engineers'),
    /no group is named "engineers"; there are: "Engineers"/,
  ),
  row(
    'secret-in-state',
    oktaOidc,
    (p) => delete oauth(p)['omit_secret'],
    /client_secret, which the IdP makes/,
  ),
  row(
    'secret-in-plain-argument',
    oktaOidc,
    (p) => (oauth(p)['admin_note'] = 'secret: ${var.secret}'),
    /admin_note takes its value from var\.secret/,
  ),
  row(
    'secret-in-code',
    oktaOidc,
    (p) => (p['provider'].okta = [{ api_token: '00aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789abcd' }]),
    /api_token is a literal/,
  ),
  row(
    'secret-variable-exposed',
    oktaOidc,
    (p) => delete p['variable'].secret.sensitive,
    /not marked sensitive/,
  ),
  row(
    'secret-output',
    oktaOidc,
    (p) =>
      (p['output'].client_secret = {
        value: '${okta_app_oauth.acme.client_secret}',
        sensitive: true,
      }),
    /marked sensitive, and kept in state/,
  ),
]
