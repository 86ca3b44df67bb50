/** SonarQube Cloud: enterprise SSO by OIDC or SAML, groups matched by name, permissions through groups. Requirements S01–S68. */
import type { ServicePreset } from './preset.js'

export const sonarqubeCloud: ServicePreset = {
  key: 'sonarqube-cloud',
  title: 'SonarQube Cloud',
  endpoints: {
    acsUrl: '{serviceUrl}/saml/{name}/acs',
    spEntityId: '{serviceUrl}/saml/{name}/metadata',
    spMetadataUrl: '{serviceUrl}/saml/{name}/metadata',
    loginUrl: '{serviceUrl}/saml/{name}/login',
  },
  fields: [
    { field: 'login', attribute: 'login', required: true, source: 'S10' },
    { field: 'name', attribute: 'name', required: true, source: 'S10' },
    { field: 'email', attribute: 'email', required: true, source: 'S10' },
    { field: 'groups', attribute: 'groups', required: false, source: 'S10' },
  ],
  idpInitiated: { policy: 'forbidden', source: 'S08' },
  groups: {
    matchedBy: 'name',
    sync: 'reset',
    untouched: ['Members'],
    source: { match: 'S61', sync: 'S62', untouched: 'S63', unmatched: 'S64' },
  },
  roles: [
    'administer-organization',
    'administer-quality-gates',
    'administer-quality-profiles',
    'execute-analysis',
    'create-projects',
  ],
}
