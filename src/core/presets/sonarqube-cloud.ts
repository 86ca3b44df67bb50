/** SonarQube Cloud: enterprise SSO by OIDC or SAML, groups matched by name, permissions through groups. Requirements S01–S68. */
import { consoleValues } from './fields.js'
import type { ServicePreset } from './preset.js'

const { login, name, email, groups } = consoleValues

export const sonarqubeCloud: ServicePreset = {
  key: 'sonarqube-cloud',
  title: 'SonarQube Cloud',
  protocols: ['saml', 'oidc'],
  offered: ['okta', 'entra', 'jumpcloud'],
  endpoints: {
    acsUrl: '{serviceUrl}/saml/{name}/acs',
    spEntityId: '{serviceUrl}/saml/{name}/metadata',
    spMetadataUrl: '{serviceUrl}/saml/{name}/metadata',
    loginUrl: '{serviceUrl}/saml/{name}/login',
  },
  oidcEndpoints: {
    redirectUri: '{serviceUrl}/oidc/{name}/callback',
    loginUrl: '{serviceUrl}/oidc/{name}/login',
  },
  audience: { withoutWww: false, perIdp: { jumpcloud: 'acsUrl' }, source: 'S41, S51' },
  waysIn: [
    {
      kind: 'enterprise-key',
      url: '{serviceUrl}/login/sso?enterprise_key={key}',
      source: 'S08',
    },
    { kind: 'connection-url', url: '{serviceUrl}/saml/{name}/login', source: 'S08' },
  ],
  registration: {
    saml: ['metadata-url', 'manual', 'metadata-xml'],
    oidc: [
      { kind: 'okta-domain', clientSecret: 'required' },
      { kind: 'issuer', clientSecret: 'required' },
    ],
    attributeNames: 'computed',
    uniqueIssuer: false,
    source: 'S21, S32, S42, S53',
  },
  fields: [
    {
      ...{ field: 'login', attribute: 'login', required: true, source: 'S10' },
      // What Okta calls it in an ID Token; the page maps nothing but groups there (S22).
      alternatives: ['preferred_username'],
      idpValues: {
        ...login,
        jumpcloud: { value: 'username', asDocumented: 'displayname', source: 'S52' },
      },
    },
    {
      ...{ field: 'name', attribute: 'name', required: true, source: 'S10' },
      // The page asks for the first name where it elsewhere speaks of the full one; kept as written (S33a).
      idpValues: {
        okta: { value: 'user.firstName', fullName: 'user.displayName', source: 'S33' },
        entra: { value: 'user.givenname', fullName: 'user.displayname', source: 'S44' },
        google: name.google,
        jumpcloud: { value: 'displayname', asDocumented: 'username', source: 'S52' },
      },
    },
    { field: 'email', attribute: 'email', required: true, idpValues: email, source: 'S10' },
    {
      ...{ field: 'groups', attribute: 'groups', required: false, values: 'set', source: 'S10' },
      idpValues: groups,
    },
  ],
  idpInitiated: { policy: 'forbidden', source: 'S08' },
  groups: {
    matchedBy: 'name',
    sync: 'reset',
    switched: 'on',
    syncedFrom: 'any',
    untouched: ['Members'],
    inSpaces: true,
    source: {
      match: 'S61',
      sync: 'S62',
      untouched: 'S63',
      unmatched: 'S64',
      absent: 'S46',
      manual: 'S62',
    },
  },
  roleAssignment: { kind: 'groups', source: 'S65' },
  roles: [
    'administer-organization',
    'administer-quality-gates',
    'administer-quality-profiles',
    'execute-analysis',
    'create-projects',
  ],
  spaces: { title: 'organization', source: 'S61' },
  provisioning: {
    justInTime: { default: true, source: 'S60' },
    invitations: false,
    updateOnLogin: { contact: true, access: true, source: 'S62' },
    removedStayRemoved: 'W09a',
  },
  scim: {
    baseUrl: '{serviceUrl}/scim/{name}/v2',
    groups: true,
    import: false,
    created: 'pending',
    deactivated: 'inactive',
    deleted: 'removed',
    permission: 'manage-users',
    needsWorkingSignIn: true,
    source: {
      baseUrl: 'S02',
      groups: 'S06',
      created: 'S60',
      deactivated: 'S06',
      restored: 'S06',
      permission: 'S02',
      working: 'S02',
    },
  },
  activation: {
    test: { demand: 'required', source: 'S05' },
    breakGlass: { demand: 'with-require-sso', source: 'W10a' },
    entitlement: { name: 'enterprise', source: 'S01' },
  },
  logLines: [],
  troubleshooting: [
    {
      code: 'idp-initiated-unsupported',
      symptom: 'Opening SonarQube Cloud from the IdP’s portal is refused.',
      cause: 'SonarQube Cloud does not support sign-ins begun by the IdP.',
      remedy:
        'Okta: hide the application icon. Entra: set Sign-on URL to the enterprise-key address of this service.',
      source: 'S08',
      findings: ['unsolicited-response'],
    },
    {
      code: 'several-acs-urls',
      symptom: 'The Response is posted to another URL than the one configured.',
      cause: 'The IdP’s app knows several ACS, SSO or reply URLs.',
      remedy: 'Leave one: remove Other Requestable SSO URLs (Okta) and further Reply URLs (Entra).',
      source: 'S07',
      findings: ['recipient-mismatch', 'destination-mismatch'],
    },
    {
      code: 'groups-overage',
      symptom: 'Someone in many groups signs in, and their groups do not change.',
      cause:
        'Entra leaves the groups out above 150 (SAML) or 200 (OIDC), and nested groups always.',
      remedy:
        'Send only the groups assigned to the application, or put the person in fewer groups.',
      source: 'S46',
      findings: [],
    },
  ],
}
