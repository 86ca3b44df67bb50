/** SAML connections. */
import { SamlConnectionInput } from '../../core/index.js'
import { MetadataDecisionInput, SamlMetadataBody } from '../saml-metadata.js'
import { SamlConnectionBody } from '../schemas.js'
import { listOf, named, page, type Route } from './route.js'

export const samlConnectionRoutes = {
  listSamlConnections: {
    method: 'GET',
    path: '/saml-connections',
    summary: 'SAML connections, by name',
    query: page,
    response: listOf(SamlConnectionBody),
  },
  getSamlConnection: {
    method: 'GET',
    path: '/saml-connections/{name}',
    summary: 'One SAML connection',
    params: named,
    response: SamlConnectionBody,
  },
  putSamlConnection: {
    method: 'PUT',
    path: '/saml-connections/{name}',
    summary: 'Create or replace a SAML connection; IdP metadata is read at once',
    params: named,
    body: SamlConnectionInput,
    response: SamlConnectionBody,
  },
  deleteSamlConnection: {
    method: 'DELETE',
    path: '/saml-connections/{name}',
    summary: 'Remove a SAML connection; its sessions end',
    params: named,
  },
  getSamlMetadata: {
    method: 'GET',
    path: '/saml-connections/{name}/metadata',
    summary: "How a connection's IdP metadata is kept up to date, and what waits for approval",
    params: named,
    response: SamlMetadataBody,
  },
  refreshSamlMetadata: {
    method: 'POST',
    path: '/saml-connections/{name}/metadata/readings',
    summary: 'Read the IdP metadata now; judged as in the background',
    params: named,
    response: SamlMetadataBody,
  },
  approveSamlMetadata: {
    method: 'POST',
    path: '/saml-connections/{name}/metadata/approval',
    summary: 'Trust the metadata that is held',
    params: named,
    body: MetadataDecisionInput,
    response: SamlMetadataBody,
  },
  rejectSamlMetadata: {
    method: 'POST',
    path: '/saml-connections/{name}/metadata/rejection',
    summary: 'Do not trust the metadata that is held, nor ask about it again',
    params: named,
    body: MetadataDecisionInput,
    response: SamlMetadataBody,
  },
} as const satisfies Record<string, Route>
