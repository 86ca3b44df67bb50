/** Twenty: SAML, Google and Entra; a default role at first sign-in or invitations, and roles that people here change. Requirements W01–W15. */
import { consoleValues, entraClaims, jumpCloudGroups } from './fields.js'
import type { ServicePreset } from './preset.js'

const { name, email, givenName, familyName, groups } = consoleValues

export const twenty: ServicePreset = {
  key: 'twenty',
  title: 'Twenty',
  protocols: ['saml', 'oidc'],
  offered: ['google', 'entra'],
  // Paths as in twentyhq/twenty: the connection's id is in them, and the login URL is also the entity ID.
  endpoints: {
    acsUrl: '{serviceUrl}/auth/saml/callback/{name}',
    spEntityId: '{serviceUrl}/auth/saml/login/{name}',
    spMetadataUrl: '{serviceUrl}/auth/saml/metadata/{name}',
    loginUrl: '{serviceUrl}/auth/saml/login/{name}',
  },
  oidcEndpoints: {
    redirectUri: '{serviceUrl}/auth/oidc/callback',
    loginUrl: '{serviceUrl}/auth/oidc/login/{name}',
  },
  audience: { withoutWww: false, perIdp: {}, source: 'W03' },
  waysIn: [
    { kind: 'connection-url', url: '{serviceUrl}/auth/saml/login/{name}', source: 'W03' },
    { kind: 'email-domain', url: '{serviceUrl}/login', source: 'W01' },
  ],
  registration: {
    saml: ['manual', 'metadata-url', 'metadata-xml'],
    oidc: [
      { kind: 'issuer', clientSecret: 'required' },
      { kind: 'entra-tenant', clientSecret: 'required' },
    ],
    attributeNames: 'by-connection',
    uniqueIssuer: false,
    source: 'W01, W04',
  },
  fields: [
    {
      ...{ field: 'email', attribute: 'email', required: true, fromSubject: 'if-email' },
      ...{ alternatives: ['mail', entraClaims.email], idpValues: email, source: 'W03' },
    },
    {
      ...{ field: 'login', attribute: 'login', required: true, fromSubject: 'always' },
      ...{ alternatives: ['email', 'mail', entraClaims.email], source: 'W03' },
    },
    {
      ...{ field: 'name', attribute: 'name', required: false },
      ...{ composedOf: ['givenName', 'familyName'], alternatives: [entraClaims.name] },
      ...{ idpValues: name, source: 'W06' },
    },
    {
      ...{ field: 'givenName', attribute: 'firstName', required: false, source: 'W06' },
      ...{ alternatives: ['given_name', entraClaims.givenName], idpValues: givenName },
    },
    {
      ...{ field: 'familyName', attribute: 'lastName', required: false, source: 'W06' },
      ...{ alternatives: ['family_name', entraClaims.familyName], idpValues: familyName },
    },
    {
      ...{ field: 'groups', attribute: 'groups', required: false, values: 'set', source: 'W11' },
      ...{ alternatives: [entraClaims.groups, jumpCloudGroups], idpValues: groups },
    },
  ],
  idpInitiated: { policy: 'optional', source: 'W03' },
  groups: {
    matchedBy: 'name',
    sync: 'reset',
    switched: 'by-setting',
    syncedFrom: 'any',
    untouched: [],
    inSpaces: false,
    source: {
      match: 'W11',
      sync: 'W11',
      untouched: 'W11',
      unmatched: 'W11',
      absent: 'W11',
      manual: 'W11',
    },
  },
  roleAssignment: { kind: 'default', defaultRole: 'Member', source: 'W06' },
  roles: ['Member', 'Admin'],
  spaces: null,
  provisioning: {
    justInTime: { default: true, source: 'W06' },
    invitations: true,
    updateOnLogin: { contact: true, access: false, source: 'W08' },
    removedStayRemoved: 'W09a',
  },
  scim: null,
  activation: {
    test: { demand: 'required', source: 'W05' },
    breakGlass: { demand: 'with-require-sso', source: 'W10a' },
    entitlement: { name: 'organization', source: 'W02' },
  },
  logLines: [],
  troubleshooting: [
    {
      code: 'certificate-expired',
      symptom: 'Certificate errors.',
      cause: 'The certificate of the IdP has expired, or the IdP signs with another.',
      remedy: 'Take the current X.509 certificate from the IdP.',
      source: 'W14',
      findings: [
        'signing-certificate-expired',
        'signing-certificate-unknown',
        'certificate-malformed',
      ],
    },
    {
      code: 'acs-url-mismatch',
      symptom: 'URL mismatches.',
      cause: 'The ACS URL at the IdP is not exactly ours.',
      remedy: 'Copy the ACS URL from here; it must match exactly.',
      source: 'W14',
      findings: ['recipient-mismatch', 'destination-mismatch'],
    },
    {
      code: 'user-not-found',
      symptom: 'User not found.',
      cause: 'Just-in-time provisioning is off, and the person was not invited, or was removed.',
      remedy: 'Check the just-in-time setting of the connection, or invite the person.',
      source: 'W14',
      findings: ['user-unknown', 'user-removed'],
    },
  ],
}
