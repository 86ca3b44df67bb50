/** Programs in which both sides agree, each as cdktf writes it; the cases of the table are one step away from one of them. */
import { changed, drop, edit, set, type Json } from './edit.js'
import { checkContract, type Report } from '../../src/contract/index.js'
import { readProgram } from '../../src/program/index.js'

export const now = new Date('2026-12-01T00:00:00Z')

const url = 'https://sso.example.com'

const required = {
  mortise: { source: 'mortise/mortise' },
  okta: { source: 'okta/okta' },
  azuread: { source: 'hashicorp/azuread' },
}

const organization = (preset: string, more: Json = {}): Json => ({
  acme: { name: 'acme', preset, display_name: 'Acme', ...more },
})

const statement = (name: string, value: string): Json => ({
  name,
  type: 'EXPRESSION',
  values: [value],
})

/** Okta against SonarQube Cloud. */
export const oktaSaml = (): Json => ({
  terraform: { required_providers: required },
  provider: { mortise: [{ service_url: url }], okta: [{}] },
  resource: {
    mortise_organization: organization('sonarqube-cloud', {
      role_rules: [{ group: 'Engineers', role: 'execute-analysis' }],
    }),
    mortise_group: {
      engineers: { name: 'Engineers', organization: '${mortise_organization.acme.name}' },
    },
    mortise_saml_connection: {
      acme: {
        name: 'acme-saml',
        organization: '${mortise_organization.acme.name}',
        idp_metadata_xml: '${okta_app_saml.acme.metadata}',
        attribute_mapping: { email: 'mail' },
      },
    },
    okta_app_group_assignments: {
      acme: { app_id: '${okta_app_saml.acme.id}', group: [{ id: '00g1' }] },
    },
    okta_app_saml: {
      acme: {
        label: 'SonarQube Cloud',
        sso_url: `${url}/saml/acme-saml/acs`,
        recipient: `${url}/saml/acme-saml/acs`,
        destination: `${url}/saml/acme-saml/acs`,
        audience: `${url}/saml/acme-saml/metadata`,
        subject_name_id_format: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
        subject_name_id_template: '$${user.userName}',
        response_signed: true,
        assertion_signed: true,
        signature_algorithm: 'RSA_SHA256',
        digest_algorithm: 'SHA256',
        hide_web: true,
        hide_ios: true,
        attribute_statements: [
          statement('login', 'user.login'),
          statement('name', 'user.displayName'),
          statement('mail', 'user.email'),
          { name: 'groups', type: 'GROUP', filter_type: 'REGEX', filter_value: '.*' },
        ],
      },
    },
  },
})

const qualified = 'https://www.qualified.example'

/** Okta against Qualified: the IdP begins. */
export const oktaQualified = changed(
  oktaSaml,
  set('provider.mortise', [{ service_url: qualified }]),
  set('resource.mortise_organization', organization('qualified')),
  drop('resource.mortise_group'),
  drop('saml.attribute_mapping'),
  edit('okta', (app) => ({
    ...(app as Json),
    sso_url: `${qualified}/api/saml/consume`,
    recipient: `${qualified}/api/saml/consume`,
    destination: `${qualified}/api/saml/consume`,
    audience: 'https://qualified.example',
    hide_web: false,
    subject_name_id_format: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
    attribute_statements: [statement('login', 'user.login'), statement('email', 'user.email')],
  })),
)

const policy = (more: Json = {}, claims: readonly Json[] = defaultClaims): string =>
  JSON.stringify({
    ClaimsMappingPolicy: {
      Version: 1,
      IncludeBasicClaimSet: 'false',
      ClaimsSchema: claims,
      ...more,
    },
  })

const defaultClaims: readonly Json[] = [
  { Source: 'user', ID: 'userprincipalname', SamlClaimType: 'login' },
  { Source: 'user', ID: 'displayname', SamlClaimType: 'name' },
  { Source: 'user', ID: 'mail', SamlClaimType: 'email' },
]

export const groupsClaim = 'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups'
export const claimsPolicy = policy

/** Entra against SonarQube Cloud. */
export const entraSaml = (): Json => ({
  terraform: { required_providers: required },
  provider: { mortise: [{ service_url: url }], azuread: [{}] },
  resource: {
    mortise_organization: organization('sonarqube-cloud'),
    mortise_saml_connection: {
      acme: {
        name: 'acme-saml',
        organization: '${mortise_organization.acme.name}',
        idp_metadata_url: '${azuread_service_principal.acme.saml_metadata_url}',
        attribute_mapping: { groups: groupsClaim },
        depends_on: ['azuread_service_principal_token_signing_certificate.acme'],
      },
    },
    azuread_application: {
      acme: {
        display_name: 'SonarQube Cloud',
        template_id: '8adf8e6e-67b2-4cf2-a259-e3dc5476c621',
        group_membership_claims: ['ApplicationGroup'],
        identifier_uris: [`${url}/saml/acme-saml/metadata`],
        web: { redirect_uris: [`${url}/saml/acme-saml/acs`] },
        optional_claims: {
          saml2_token: [{ name: 'groups', additional_properties: ['cloud_displayname'] }],
        },
      },
    },
    azuread_service_principal: {
      acme: {
        client_id: '${azuread_application.acme.client_id}',
        preferred_single_sign_on_mode: 'saml',
        app_role_assignment_required: true,
        login_url: `${url}/saml/acme-saml/login`,
        feature_tags: [{ enterprise: true, hide: false }],
      },
    },
    azuread_app_role_assignment: {
      engineers: {
        app_role_id: '00000000-0000-0000-0000-000000000000',
        principal_object_id: '5c1e1a3e-3b4e-4e5b-8a55-0f6a1d3f9c10',
        resource_object_id: '${azuread_service_principal.acme.object_id}',
      },
    },
    azuread_claims_mapping_policy: {
      acme: { display_name: 'claims', definition: [policy()] },
    },
    azuread_service_principal_claims_mapping_policy_assignment: {
      acme: {
        claims_mapping_policy_id: '${azuread_claims_mapping_policy.acme.id}',
        service_principal_id: '${azuread_service_principal.acme.id}',
      },
    },
    azuread_service_principal_token_signing_certificate: {
      acme: {
        service_principal_id: '${azuread_service_principal.acme.id}',
        end_date: '2029-01-01T00:00:00Z',
      },
    },
  },
})

const withoutGroups = {
  ...{ id: 'groups', title: 'do not provision groups', idp: 'Entra', path: [], notes: [] },
  ...{ connection: 'acme-people', when: 'after-apply', source: 'T62' },
  values: [{ field: 'Enabled', value: 'No' }],
  proof: { event: 'scim-without-groups', detail: 'no request for /Groups' },
}

/** Entra against Torque: object IDs, spaces and roles, people pushed by SCIM. */
export const entraTorque = changed(
  entraSaml,
  set('resource.mortise_organization', organization('torque')),
  set('group', {
    name: 'Engineers',
    organization: '${mortise_organization.acme.name}',
    idp_identifier: '5c1e1a3e-3b4e-4e5b-8a55-0f6a1d3f9c10',
  }),
  drop('entra.optional_claims'),
  set('entra.web.redirect_uris', [`${url}/api/accounts/idp-callback`]),
  set('policy.definition', [
    policy({}, [...defaultClaims, { Value: 'Space Member', SamlClaimType: 'space_role' }]),
  ]),
  set('resource.mortise_connection_activation.acme', {
    connection_name: '${mortise_saml_connection.acme.name}',
  }),
  set('directory', {
    name: 'acme-people',
    organization: '${mortise_organization.acme.name}',
    depends_on: ['mortise_connection_activation.acme'],
  }),
  set('secret', {
    service_principal_id: '${azuread_service_principal.acme.id}',
    credential: [
      { key: 'BaseAddress', value: `${url}/api/scim` },
      { key: 'SecretToken', value: '${replace(var.token, "/^(?i:bearer)/", "")}' },
    ],
  }),
  set('variable.token', { type: 'string', sensitive: true }),
  set('output.mortise_steps.value', [withoutGroups]),
)

/** Okta against SonarQube Cloud, by OpenID Connect; the secret is in no state. */
export const oktaOidc = (): Json => ({
  terraform: { required_providers: required },
  provider: { mortise: [{ service_url: url }], okta: [{}] },
  variable: { secret: { type: 'string', sensitive: true, ephemeral: true } },
  resource: {
    mortise_organization: organization('sonarqube-cloud'),
    mortise_oidc_connection: {
      acme: {
        name: 'acme-oidc',
        organization: '${mortise_organization.acme.name}',
        okta_domain: 'acme.okta.com',
        client_id: '${okta_app_oauth.acme.client_id}',
        client_secret_wo: '${var.secret}',
        client_secret_wo_version: 1,
        scopes: ['openid', 'email', 'profile', 'groups'],
      },
    },
    okta_app_oauth: {
      acme: {
        label: 'SonarQube Cloud',
        type: 'web',
        redirect_uris: [`${url}/oidc/acme-oidc/callback`],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        token_endpoint_auth_method: 'client_secret_basic',
        client_basic_secret_wo: '${var.secret}',
        omit_secret: true,
        pkce_required: true,
        implicit_assignment: true,
      },
    },
  },
  output: {
    mortise_steps: {
      value: [
        {
          ...{ id: 'claim', title: 'send the groups claim', idp: 'Okta', path: [], notes: [] },
          ...{ connection: 'acme-oidc', when: 'after-apply', source: 'S22' },
          values: [{ field: 'Groups claim filter, first field', value: 'groups' }],
          proof: { event: 'attributes', detail: 'a sign-in brings the claim `groups`' },
        },
      ],
    },
  },
})

/** Entra against Torque, by OpenID Connect with an ID Token by form post. */
export const entraOidc = (): Json => ({
  terraform: { required_providers: required },
  provider: { mortise: [{ service_url: url }], azuread: [{}] },
  resource: {
    mortise_organization: organization('torque'),
    mortise_oidc_connection: {
      acme: {
        name: 'acme-oidc',
        organization: '${mortise_organization.acme.name}',
        entra_tenant_id: '${azuread_service_principal.acme.application_tenant_id}',
        client_id: '${azuread_application.acme.client_id}',
        client_authentication: 'none',
        response_type: 'id_token',
        response_mode: 'form_post',
      },
    },
    azuread_application: {
      acme: {
        display_name: 'Torque',
        sign_in_audience: 'AzureADMyOrg',
        group_membership_claims: ['ApplicationGroup'],
        optional_claims: {
          id_token: ['email', 'family_name', 'given_name'].map((name) => ({ name })),
        },
        api: { requested_access_token_version: 2 },
        web: {
          redirect_uris: [`${url}/api/accounts/idp-callback`],
          implicit_grant: {
            id_token_issuance_enabled: true,
            access_token_issuance_enabled: false,
          },
        },
      },
    },
    azuread_service_principal: {
      acme: {
        client_id: '${azuread_application.acme.client_id}',
        app_role_assignment_required: true,
      },
    },
    azuread_app_role_assignment: {
      engineers: {
        app_role_id: '00000000-0000-0000-0000-000000000000',
        principal_object_id: '5c1e1a3e-3b4e-4e5b-8a55-0f6a1d3f9c10',
        resource_object_id: '${azuread_service_principal.acme.object_id}',
      },
    },
  },
})

export const checked = (program: Json, file = 'cdk.tf.json'): Report =>
  checkContract([readProgram(JSON.stringify(program, null, 2), file)], { now })

export const codesOf = ({ findings }: Report): readonly string[] => findings.map(({ code }) => code)
