/** Qualified: SAML only, one ACS for all customers, who are told apart by their IdP's issuer; SCIM with Okta. Requirements Q01–Q12. */
import { consoleValues, entraClaims } from './fields.js'
import type { ServicePreset } from './preset.js'

const { login, name, email, givenName, familyName } = consoleValues

export const qualified: ServicePreset = {
  key: 'qualified',
  title: 'Qualified',
  protocols: ['saml'],
  offered: ['okta'],
  endpoints: {
    acsUrl: '{serviceUrl}/api/saml/consume',
    spEntityId: '{serviceUrl}',
    spMetadataUrl: '{serviceUrl}/saml/{name}/metadata',
    loginUrl: '{serviceUrl}/saml/{name}/login',
  },
  oidcEndpoints: null,
  audience: { withoutWww: true, perIdp: {}, source: 'Q06' },
  waysIn: [
    {
      kind: 'remembered-idp',
      url: '{serviceUrl}/login',
      label: 'SSO LOG IN',
      source: 'Q07',
    },
    { kind: 'email-domain', url: '{serviceUrl}/login', source: 'Q07' },
  ],
  registration: {
    saml: ['metadata-url', 'metadata-xml'],
    oidc: [],
    attributeNames: 'by-connection',
    uniqueIssuer: true,
    source: 'Q02, Q03',
  },
  fields: [
    {
      ...{ field: 'login', attribute: 'login', required: true, fromSubject: 'always' },
      ...{ alternatives: [entraClaims.login], idpValues: login, source: 'Q12' },
    },
    {
      ...{ field: 'name', attribute: 'displayName', required: false },
      ...{ composedOf: ['givenName', 'familyName'], alternatives: [entraClaims.name] },
      ...{ idpValues: name, source: 'Q08a' },
    },
    {
      ...{ field: 'givenName', attribute: 'firstName', required: false },
      ...{ alternatives: [entraClaims.givenName], idpValues: givenName, source: 'Q08a' },
    },
    {
      ...{ field: 'familyName', attribute: 'lastName', required: false },
      ...{ alternatives: [entraClaims.familyName], idpValues: familyName, source: 'Q08a' },
    },
    {
      ...{ field: 'email', attribute: 'email', required: true, fromSubject: 'if-email' },
      ...{ alternatives: ['mail', entraClaims.email], idpValues: email, source: 'Q08' },
    },
  ],
  idpInitiated: { policy: 'required', source: 'Q07' },
  groups: {
    matchedBy: 'name',
    sync: 'none',
    switched: 'on',
    syncedFrom: 'any',
    untouched: [],
    inSpaces: false,
    source: {
      match: 'Q12',
      sync: 'Q12',
      untouched: 'Q12',
      unmatched: 'Q12',
      absent: 'Q12',
      manual: 'Q12',
    },
  },
  roleAssignment: { kind: 'none', source: 'Q12' },
  roles: [],
  spaces: null,
  provisioning: {
    justInTime: { default: true, source: 'Q12' },
    invitations: false,
    updateOnLogin: { contact: true, access: false, source: 'Q08' },
    removedStayRemoved: 'W09a',
  },
  scim: {
    baseUrl: '{serviceUrl}/scim/{name}/v2',
    groups: false,
    import: true,
    created: 'pending',
    deactivated: 'inactive',
    // Okta never deletes; another client's DELETE must not do more than the page allows.
    deleted: 'inactive',
    permission: 'api-access',
    needsWorkingSignIn: false,
    source: {
      baseUrl: 'Q10',
      groups: 'Q10',
      created: 'Q08',
      deactivated: 'Q08',
      restored: 'Q08',
      permission: 'Q09',
      working: 'Q09',
    },
  },
  activation: {
    test: { demand: 'advised', source: 'Q05' },
    breakGlass: { demand: 'with-require-sso', source: 'W10a' },
    entitlement: { name: 'saml', source: 'Q01' },
  },
  logLines: [],
  troubleshooting: [
    {
      code: 'sso-reply-url-404',
      symptom: 'The IdP’s test ends in a 404 of this service.',
      cause:
        'The app has a Reply URL (default RelayState) although the IdP does not require one; the browser is sent there after sign-in.',
      remedy: 'Leave Reply URL blank. Only if the IdP demands one, give the ACS URL.',
      source: 'Q05',
      findings: ['no-such-route'],
    },
    {
      code: 'audience-near-miss',
      symptom: 'Sign-in is refused although audience and ACS look right.',
      cause:
        'The audience is the host without "www", without trailing slash, with https; the ACS has the "www".',
      remedy: 'Copy Audience and Entity ID from here, character by character.',
      source: 'Q06',
      findings: ['audience-mismatch'],
    },
    {
      code: 'start-from-your-portal',
      symptom: 'SSO LOG IN does not know where to go.',
      cause: 'This browser has not signed in through the IdP’s portal yet.',
      remedy: 'Open Qualified once from the portal of your IdP; the button works from then on.',
      source: 'Q07',
      findings: [],
    },
  ],
}
