/** One step away from good, for every row of the table. */
import { readFileSync } from 'node:fs'
import {
  all,
  append,
  changed,
  drop,
  pop,
  push,
  read,
  replace,
  set,
  shift,
  type Json,
  type Step,
} from './edit.js'
import {
  claimsPolicy,
  entraOidc,
  entraSaml,
  entraTorque,
  oktaOidc,
  oktaQualified,
  oktaSaml,
} from './programs.js'

export interface Case {
  readonly code: string
  /** A program in which the rule is asked and holds. */
  readonly good: () => Json
  /** The one step. */
  readonly step: Step
  /** What the finding must say. */
  readonly says: RegExp
}

const row = (code: string, good: () => Json, step: Step, says: RegExp): Case => ({
  ...{ code, good, step, says },
})

const pem = (name: string): string =>
  readFileSync(
    new URL(`../golden/saml/test-keys/TEST-ONLY-${name}.crt.pem`, import.meta.url),
    'utf8',
  )

/** Told by hand, and matched with its app by the audience. */
const byHand = (certificate: string): (() => Json) =>
  changed(
    oktaSaml,
    drop('saml.idp_metadata_xml'),
    set('saml.idp_entity_id', 'http://www.okta.com/exk1'),
    set('saml.idp_sso_url', 'https://acme.okta.com/sso'),
    set('saml.certificates', [certificate]),
  )

const encrypting = changed(
  oktaSaml,
  set('output.mortise_steps.value', [
    {
      ...{ id: 'x', title: 'encrypt assertions', idp: 'Okta', path: [], notes: [], source: 'S31' },
      ...{ connection: 'acme-saml', when: 'after-apply' },
      values: [
        { field: 'Encryption Algorithm', value: 'AES256-GCM' },
        { field: 'Key Transport Algorithm', value: 'RSA-OAEP' },
      ],
      proof: { event: 'encrypted-assertion', detail: 'a sign-in brings an encrypted assertion' },
    },
  ]),
)

/** Okta beside Entra, both for Torque, Okta pushing people. */
const bothPushing = changed(
  entraTorque,
  set('okta', {
    ...(read(oktaSaml(), 'okta') as Json),
    sso_url: 'https://sso.example.com/api/accounts/idp-callback',
    audience: 'https://sso.example.com/saml/acme-okta/metadata',
  }),
  set('resource.mortise_saml_connection.okta', {
    name: 'acme-okta',
    organization: '${mortise_organization.acme.name}',
    idp_metadata_xml: '${okta_app_saml.acme.metadata}',
  }),
  set('resource.okta_app_connection.acme', { app_id: '${okta_app_saml.acme.id}' }),
)

/** In the order of the table. */
export const cases: readonly Case[] = [
  row('acs-missing', oktaSaml, drop('okta.sso_url'), /no ACS URL/),
  row('acs-mismatch', oktaSaml, append('okta.sso_url', '/'), /only by a trailing slash/),
  row(
    'acs-several',
    oktaSaml,
    set('okta.acs_endpoints', ['https://sso.example.com/saml/other/acs']),
    /knows 2 ACS URLs/,
  ),
  row(
    'recipient-not-acs',
    oktaSaml,
    replace('okta.recipient', 'https', 'http'),
    /http in place of https/,
  ),
  row('destination-not-acs', oktaSaml, append('okta.destination', 'x'), /expected destination/),
  row(
    'audience-not-ours',
    oktaQualified,
    set('okta.audience', 'https://www.qualified.example'),
    /only by "www\."/,
  ),
  row(
    'identifier-several',
    entraSaml,
    push('entra.identifier_uris', 'api://acme'),
    /2 identifiers/,
  ),
  row(
    'attribute-not-sent',
    oktaSaml,
    set('okta.attribute_statements.2.name', 'Mail'),
    /reads "mail" for email.*"Mail" differs only by upper and lower case/,
  ),
  row(
    'mapped-attribute-not-sent',
    changed(
      oktaQualified,
      set('saml.attribute_mapping', { name: 'display' }),
      push('okta.attribute_statements', { name: 'display', values: ['user.displayName'] }),
    ),
    pop('okta.attribute_statements'),
    /reads "display" for name/,
  ),
  row(
    'attribute-sent-twice',
    oktaSaml,
    push('okta.attribute_statements', { name: 'login', values: ['user.email'] }),
    /two statements are named "login"/,
  ),
  row(
    'attribute-unread',
    oktaSaml,
    push('okta.attribute_statements', { name: 'phone', values: ['user.primaryPhone'] }),
    /nobody reads "phone"/,
  ),
  row(
    'constant-role-unknown',
    entraTorque,
    replace('policy.definition.0', 'Space Member', 'Spacemember'),
    /role "Spacemember" to everybody/,
  ),
  row(
    'name-id-transient',
    oktaSaml,
    set('okta.subject_name_id_format', 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient'),
    /is transient/,
  ),
  row(
    'login-from-unstable-name-id',
    oktaQualified,
    all(
      set('okta.subject_name_id_format', 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'),
      shift('okta.attribute_statements'),
    ),
    /NameID is opaque/,
  ),
  row(
    'groups-not-sent',
    oktaSaml,
    pop('okta.attribute_statements'),
    /takes groups from "groups", and the app sends none/,
  ),
  row(
    'group-identifier-kind',
    entraSaml,
    drop('entra.optional_claims'),
    /matches groups by names, the app sends object IDs/,
  ),
  row(
    'group-identifier-form',
    entraTorque,
    set('group.idp_identifier', 'Engineers'),
    /no object ID/,
  ),
  row(
    'group-names-need-assignment',
    entraSaml,
    set('entra.group_membership_claims', ['SecurityGroup']),
    /not assigned/,
  ),
  row(
    'cloud-group-names-missing',
    changed(
      entraSaml,
      set('entra.optional_claims.saml2_token.0.additional_properties', [
        'sam_account_name',
        'cloud_displayname',
      ]),
    ),
    pop('entra.optional_claims.saml2_token.0.additional_properties'),
    /cloud-only groups/,
  ),
  row('group-overage', entraTorque, set('entra.group_membership_claims', ['All']), /above 150/),
  row(
    'group-claim-fragile',
    oktaOidc,
    set('oauth.groups_claim', { type: 'FILTER', name: 'groups', value: '.*' }),
    /groups_claim/,
  ),
  row(
    'assigned-groups-missing',
    entraSaml,
    drop('resource.azuread_app_role_assignment'),
    /assigns none/,
  ),
  row(
    'nothing-signed',
    oktaSaml,
    all(drop('okta.response_signed'), set('okta.assertion_signed', false)),
    /neither Response nor assertion/,
  ),
  row(
    'signature-algorithm-weak',
    oktaSaml,
    set('okta.signature_algorithm', 'RSA_SHA1'),
    /RSA_SHA1/,
  ),
  row('digest-algorithm-weak', oktaSaml, set('okta.digest_algorithm', 'SHA1'), /SHA1/),
  row(
    'one-signature-missing',
    oktaSaml,
    set('okta.response_signed', false),
    /only the assertion is signed/,
  ),
  row(
    'encryption-algorithm-weak',
    encrypting,
    set('output.mortise_steps.value.0.values.0.value', 'AES256-CBC'),
    /AES256-CBC/,
  ),
  row(
    'signed-requests-wanted',
    changed(oktaSaml, set('okta.saml_signed_request_enabled', true)),
    set('saml.policy', { sign_requests: false }),
    /wants signed requests/,
  ),
  row(
    'weak-signatures-accepted',
    changed(oktaSaml, set('saml.policy', { signed: 'either' })),
    set('saml.policy', { allow_sha1: true }),
    /sha1-allowed/,
  ),
  row(
    'signature-policy-unmet',
    changed(oktaSaml, set('saml.policy', { signed: 'both' })),
    set('okta.response_signed', false),
    /demands: both; the app signs the assertion/,
  ),
  row(
    'encryption-required-not-set',
    oktaSaml,
    set('saml.policy', { encryption: 'required' }),
    /no step says so/,
  ),
  row(
    'idp-certificate-ended',
    entraSaml,
    set('certificate.end_date', '2026-11-30T00:00:00Z'),
    /ended 1 days ago/,
  ),
  row(
    'idp-certificate-ends-soon',
    entraSaml,
    set('certificate.end_date', '2026-12-20T00:00:00Z'),
    /ends in 19 days/,
  ),
  row(
    'certificate-unreadable',
    byHand(pem('idp')),
    set('saml.certificates', ['MIIC']),
    /not an X\.509 certificate/,
  ),
  row(
    'certificate-ended',
    byHand(pem('idp')),
    set('saml.certificates', [pem('expired')]),
    /ended \d+ days ago/,
  ),
  row(
    'certificate-key-weak',
    byHand(pem('idp')),
    set('saml.certificates', [pem('weak')]),
    /RSA key of 1024 bits/,
  ),
  row('icon-begins-refused-sign-in', oktaSaml, set('okta.hide_web', false), /icon is visible/),
  row('icon-hidden-though-needed', oktaQualified, set('okta.hide_web', true), /nobody can begin/),
  row(
    'sign-on-url-not-ours',
    entraSaml,
    set('principal.login_url', 'https://sonarqube.example.com/login'),
    /expected an address at sso\.example\.com/,
  ),
  row(
    'relay-state-unexpected',
    oktaQualified,
    set('okta.default_relay_state', 'https://www.qualified.example/reply'),
    /sends RelayState/,
  ),
  row(
    'gallery-template',
    entraSaml,
    all(
      set('data.azuread_application_template.sonar', { display_name: 'Sonarqube' }),
      set('entra.template_id', '${data.azuread_application_template.sonar.template_id}'),
    ),
    /made from "Sonarqube"/,
  ),
  row(
    'basic-claims-sent',
    entraSaml,
    set('policy.definition', [claimsPolicy({ IncludeBasicClaimSet: 'true' })]),
    /basic claim set/,
  ),
  row(
    'metadata-before-certificate',
    entraSaml,
    drop('saml.depends_on'),
    /nothing makes the connection wait/,
  ),
  row(
    'entra-certificate-missing',
    entraSaml,
    drop('resource.azuread_service_principal_token_signing_certificate'),
    /no signing certificate/,
  ),
  row(
    'entra-saml-mode-missing',
    entraSaml,
    drop('principal.preferred_single_sign_on_mode'),
    /expected mode "saml"/,
  ),
  row(
    'claims-policy-unread',
    entraSaml,
    set('policy.definition', [claimsPolicy({ IncludeBasicClaimset: 'false' })]),
    /Entra knows no "IncludeBasicClaimset"/,
  ),
  row(
    'claims-policies-several',
    entraSaml,
    all(
      set('resource.azuread_claims_mapping_policy.second', { definition: [claimsPolicy()] }),
      set('resource.azuread_service_principal_claims_mapping_policy_assignment.second', {
        claims_mapping_policy_id: '${azuread_claims_mapping_policy.second.id}',
        service_principal_id: '${azuread_service_principal.acme.id}',
      }),
    ),
    /2 policies/,
  ),
  row('nobody-assigned', oktaSaml, drop('resource.okta_app_group_assignments'), /assigns nobody/),
  row(
    'redirect-uri-mismatch',
    oktaOidc,
    set('oauth.redirect_uris', ['https://sso.example.com/oidc/acme/callback']),
    /expected redirect URI/,
  ),
  row(
    'redirect-uri-several',
    oktaOidc,
    push('oauth.redirect_uris', 'https://localhost/callback'),
    /2 redirect URIs/,
  ),
  row(
    'client-id-mismatch',
    changed(oktaOidc, set('oauth.client_id', '0oa1acme')),
    set('oidc.client_id', '0oa2other'),
    /expected client ID "0oa1acme", got "0oa2other"/,
  ),
  row(
    'response-type-mismatch',
    entraOidc,
    set('entra.web.implicit_grant.id_token_issuance_enabled', false),
    /does not issue/,
  ),
  row(
    'client-authentication-mismatch',
    oktaOidc,
    set('oidc.client_authentication', 'private_key_jwt'),
    /the app expects "client_secret_basic", the connection uses "private_key_jwt"/,
  ),
  row(
    'jwks-url-mismatch',
    changed(
      oktaOidc,
      set('oidc.client_authentication', 'private_key_jwt'),
      set('oauth.token_endpoint_auth_method', 'private_key_jwt'),
      set('oauth.jwks_uri', 'https://sso.example.com/oidc/acme-oidc/jwks'),
    ),
    append('oauth.jwks_uri', '/'),
    /expected JWKS URL .* trailing slash/,
  ),
  row(
    'client-secret-missing',
    oktaOidc,
    all(drop('oidc.client_secret_wo'), drop('oidc.client_secret_wo_version')),
    /no client secret/,
  ),
  row('scopes-missing', oktaOidc, set('oidc.scopes', ['openid']), /email, profile/),
  row('entra-token-version', entraOidc, drop('entra.api'), /left out, it is 1/),
  row(
    'entra-optional-claim-missing',
    entraOidc,
    drop('entra.optional_claims.id_token'),
    /reads "email", .*which the ID Token does not hold/,
  ),
  row(
    'access-token-implicit',
    entraOidc,
    set('entra.web.implicit_grant.access_token_issuance_enabled', true),
    /issued implicitly/,
  ),
  row('pkce-not-required', oktaOidc, drop('oauth.pkce_required'), /without PKCE/),
  row(
    'any-tenant-admitted',
    entraOidc,
    set('entra.sign_in_audience', 'AzureADMultipleOrgs'),
    /AzureADMultipleOrgs/,
  ),
  row('scim-unsupported', entraTorque, set('organization.preset', 'twenty'), /Twenty has no SCIM/),
  row(
    'scim-base-url-mismatch',
    entraTorque,
    append('secret.credential.0.value', '/v2'),
    /expected SCIM base URL/,
  ),
  row(
    'scim-groups-pushed',
    bothPushing,
    set('resource.okta_push_group.a', { app_id: '${okta_app_saml.acme.id}' }),
    /groups are pushed/,
  ),
  row('scim-token-missing', entraTorque, pop('secret.credential'), /no SecretToken/),
  row(
    'scim-token-with-bearer',
    entraTorque,
    set('secret.credential.1.value', 'Bearer 0123456789abcdef0123456789abcdef'),
    /begins with the word Bearer/,
  ),
  row(
    'directory-unsupported-by-service',
    entraTorque,
    set('organization.preset', 'twenty'),
    /Twenty has no SCIM/,
  ),
  row(
    'directory-before-sign-in',
    entraTorque,
    drop('directory.depends_on'),
    /wait for an activation/,
  ),
  row(
    'default-role-admin',
    changed(
      oktaSaml,
      set('organization.preset', 'twenty'),
      set('organization.default_role', 'Member'),
    ),
    set('organization.default_role', 'Admin'),
    /becomes "Admin"/,
  ),
  row(
    'role-rule-without-group',
    oktaSaml,
    set('organization.role_rules.0.group', 'engineers'),
    /no group is named "engineers"; there are: "Engineers"/,
  ),
  row('secret-in-state', oktaOidc, drop('oauth.omit_secret'), /client_secret, which the IdP makes/),
  row(
    'secret-in-plain-argument',
    oktaOidc,
    set('oauth.admin_note', 'secret: ${var.secret}'),
    /admin_note takes its value from var\.secret/,
  ),
  row(
    'secret-in-code',
    oktaOidc,
    set('provider.okta', [{ api_token: '00aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789abcd' }]),
    /api_token is a literal/,
  ),
  row(
    'secret-variable-exposed',
    oktaOidc,
    drop('variable.secret.sensitive'),
    /not marked sensitive/,
  ),
  row(
    'secret-output',
    oktaOidc,
    set('output.client_secret', {
      value: '${okta_app_oauth.acme.client_secret}',
      sensitive: true,
    }),
    /marked sensitive, and kept in state/,
  ),
]
