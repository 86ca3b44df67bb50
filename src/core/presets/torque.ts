/** Torque (Quali): spaces and roles paired by position, groups matched by the IdP's identifier, users provisioned by SCIM. Requirements T01–T76. */
import { consoleValues, entraClaims, jumpCloudGroups } from './fields.js'
import type { ServicePreset } from './preset.js'

const { login, name, email, groups } = consoleValues
/** One door for both protocols: SAML Responses, and the form post that carries `id_token` (T48, T71). */
const callback = '{serviceUrl}/api/accounts/idp-callback'

export const torque: ServicePreset = {
  key: 'torque',
  title: 'Torque',
  protocols: ['saml', 'oidc'],
  offered: ['okta', 'entra'],
  endpoints: {
    acsUrl: callback,
    spEntityId: '{serviceUrl}/saml/{name}/metadata',
    spMetadataUrl: '{serviceUrl}/saml/{name}/metadata',
    loginUrl: '{serviceUrl}/saml/{name}/login',
  },
  oidcEndpoints: { redirectUri: callback, loginUrl: '{serviceUrl}/oidc/{name}/login' },
  audience: { withoutWww: false, perIdp: {}, source: 'T05' },
  waysIn: [
    { kind: 'email-domain', url: '{serviceUrl}/login', source: 'T01' },
    {
      kind: 'button',
      url: '{serviceUrl}/oidc/{name}/login',
      label: 'Sign in with Azure',
      idp: 'entra',
      source: 'T70',
    },
  ],
  registration: {
    saml: ['manual', 'metadata-url', 'metadata-xml'],
    // T73 asks for tenant and client ID only: no secret means an ID token by form post, or PKCE as a public client.
    oidc: [
      { kind: 'entra-tenant', clientSecret: 'optional' },
      { kind: 'okta-domain', clientSecret: 'required' },
      { kind: 'issuer', clientSecret: 'required' },
    ],
    attributeNames: 'by-connection',
    uniqueIssuer: true,
    source: 'T05, T07, T73',
  },
  fields: [
    {
      ...{ field: 'login', attribute: 'login', required: true, fromSubject: 'always' },
      ...{ alternatives: ['preferred_username', entraClaims.login], idpValues: login },
      source: 'T30',
    },
    {
      ...{
        field: 'name',
        attribute: 'name',
        required: false,
        composedOf: ['givenName', 'familyName'],
      },
      ...{ alternatives: ['displayName', entraClaims.name], idpValues: name, source: 'T30' },
    },
    {
      ...{ field: 'givenName', attribute: 'firstName', required: false },
      ...{ alternatives: ['given_name', entraClaims.givenName], source: 'T30' },
    },
    {
      ...{ field: 'familyName', attribute: 'lastName', required: false },
      ...{ alternatives: ['family_name', entraClaims.familyName], source: 'T30' },
    },
    {
      ...{ field: 'email', attribute: 'email', required: true, fromSubject: 'if-email' },
      ...{ alternatives: ['mail', entraClaims.email], idpValues: email, source: 'T30' },
    },
    {
      ...{ field: 'groups', attribute: 'groups', required: false, values: 'set' },
      ...{ alternatives: [entraClaims.groups, jumpCloudGroups], source: 'T42' },
      idpValues: {
        ...groups,
        okta: { value: 'appuser.groups', source: 'T47' },
        entra: { value: 'groups claim, default settings', source: 'T46' },
      },
    },
    // Required by the page of the IdP's side; a person without it still gets in, with no space (T10a).
    {
      ...{ field: 'spaceName', attribute: 'space_name', required: false, values: 'list' },
      source: 'T10',
    },
    {
      ...{ field: 'spaceRole', attribute: 'space_role', required: false, values: 'list' },
      source: 'T11',
    },
    { field: 'timezone', attribute: 'timezone', required: false, source: 'T12' },
    { field: 'accountRole', attribute: 'account_role', required: false, source: 'T34' },
  ],
  idpInitiated: { policy: 'optional', source: 'T01' },
  groups: {
    matchedBy: 'idpIdentifier',
    sync: 'mapped',
    switched: 'on',
    syncedFrom: ['okta', 'entra'],
    untouched: [],
    inSpaces: false,
    source: {
      match: 'T40',
      sync: 'T42',
      untouched: 'T41',
      unmatched: 'T41',
      absent: 'T44',
      manual: 'T43',
    },
  },
  roleAssignment: {
    kind: 'positional',
    separator: ',',
    fallbackRole: 'Space Member',
    source: 'T20',
  },
  // The two the page names; the rest of the Space Roles list is the organization's (T11).
  roles: ['Space Member', 'Space Developer'],
  spaces: { title: 'space', source: 'T10' },
  provisioning: {
    justInTime: { default: true, source: 'T33' },
    invitations: false,
    updateOnLogin: { contact: true, access: false, source: 'T32' },
    removedStayRemoved: 'T58',
  },
  scim: {
    // Without /v2, as the page has it; the token tells whose directory it is.
    baseUrl: '{serviceUrl}/api/scim',
    groups: false,
    import: false,
    created: 'pending',
    deactivated: 'removed',
    deleted: 'removed',
    permission: 'Manage Users',
    needsWorkingSignIn: true,
    source: {
      baseUrl: 'T51',
      groups: 'T50',
      created: 'T55',
      deactivated: 'T59',
      restored: 'T59',
      permission: 'T53',
      working: 'T60',
    },
  },
  activation: {
    test: { demand: 'advised', source: 'T60' },
    breakGlass: { demand: 'always', source: 'T74' },
    entitlement: null,
  },
  logLines: [
    {
      idp: 'entra',
      text: 'Valid login through AzureAD Idp detected',
      source: 'T48',
    },
  ],
  troubleshooting: [
    {
      code: 'groups-not-synced',
      symptom: 'People sign in, but are not put into mapped groups.',
      cause:
        'The IdP sends no groups. In Entra the groups claim may take a while to appear after it was added.',
      remedy:
        'Entra: App registration > Token configuration > add the groups claim with default settings. Okta: map appuser.groups to groups. Then read the claims of a new attempt here.',
      source: 'T46, T47, T48',
      findings: [],
    },
    {
      code: 'scim-not-yet-provisioned',
      symptom: 'Someone assigned in Entra does not appear.',
      cause: 'Entra provisions about every 40 minutes, and its logs lag.',
      remedy: 'Wait, or provision on demand. In Okta look for the red mark and Dashboard > Tasks.',
      source: 'T62, T63',
      findings: [],
    },
  ],
}
