/** Connections and directories as a support bundle shows them. What is not named here does not leave. */
import type { SupportBundle } from '../../admin-api/index.js'
import {
  attributeNames,
  certificateFacts,
  oidcEndpoints,
  samlEndpoints,
  scimEndpoints,
  type ServicePreset,
} from '../../core/index.js'
import { getConnection } from '../connections/connection.js'
import { lifeOf } from '../connections/standing.js'
import type { DirectoryRecord } from '../store/directories.js'
import type { OidcConnectionRecord, SamlConnectionRecord } from '../store/records.js'
import type { Reads } from '../store/store.js'
import { redacted, type MayQuote } from './redact.js'

type BundledConnection = SupportBundle['connections'][number]
type BundledDirectory = SupportBundle['directories'][number]

/** Subjects of certificates may name people; the fingerprint identifies them as well. */
function certificateOf(pem: string): BundledConnection['idp']['certificates'][number] {
  const { fingerprint, notBefore, notAfter } = certificateFacts(pem)
  return { fingerprint, notBefore: notBefore.toISOString(), notAfter: notAfter.toISOString() }
}

const toldBy = ({ idpMetadataUrl, idpMetadataXml }: SamlConnectionRecord['input']): string => {
  if (idpMetadataUrl !== null) return 'metadata-url'
  return idpMetadataXml === null ? 'manual' : 'metadata-xml'
}

type Protocolled = Pick<BundledConnection, 'endpoints' | 'samlPolicy'> & {
  readonly idp: Omit<BundledConnection['idp'], 'identifier' | 'kind'>
}

const ofSaml = (
  { name, input, idp }: SamlConnectionRecord,
  preset: ServicePreset,
  publicUrl: string,
): Protocolled => ({
  endpoints: { ...samlEndpoints(publicUrl, preset.key, name, input.settings) },
  samlPolicy: input.policy ?? null,
  idp: {
    certificates: idp.certificates.map(certificateOf),
    toldBy: toldBy(input),
    readAt: idp.readAt,
  },
})

const ofOidc = (
  { name, idp }: OidcConnectionRecord,
  preset: ServicePreset,
  publicUrl: string,
): Protocolled => ({
  endpoints: { ...oidcEndpoints(publicUrl, preset.key, name) },
  samlPolicy: null,
  idp: { certificates: [], toldBy: 'discovery', readAt: idp.readAt },
})

async function protocolOf(
  reads: Reads,
  name: string,
  preset: ServicePreset,
  publicUrl: string,
): Promise<Protocolled> {
  const saml = await reads.samlConnections.find(name)
  if (saml) return ofSaml(saml, preset, publicUrl)
  const oidc = await reads.oidcConnections.find(name)
  if (oidc) return ofOidc(oidc, preset, publicUrl)
  throw new Error(`connection "${name}" speaks no protocol`)
}

export async function bundledConnection(
  reads: Reads,
  publicUrl: string,
  name: string,
): Promise<BundledConnection> {
  const connection = await getConnection(reads, publicUrl, name)
  const { preset, protocol, attributeMapping, justInTimeProvisioning, settings } = connection
  const { endpoints, samlPolicy, idp } = await protocolOf(reads, name, preset, publicUrl)
  const { status, evidence } = await lifeOf(reads, connection)
  return {
    ...{ name, protocol, endpoints, samlPolicy, justInTimeProvisioning, status },
    idp: { identifier: connection.idp, kind: connection.idpKind, ...idp },
    attributeNames: { ...attributeNames(preset, attributeMapping) },
    settings: settings ? structuredClone(settings as BundledConnection['settings']) : null,
    testedAt: evidence?.testedAt ?? null,
  }
}

const mostRequests = 200

export async function bundledDirectory(
  reads: Reads,
  publicUrl: string,
  preset: ServicePreset,
  { name, input }: DirectoryRecord,
  mayQuote: MayQuote,
): Promise<BundledDirectory> {
  const tokens = await reads.directoryTokens.list(name)
  const requests = await reads.directoryRequests.list(name, mostRequests)
  return {
    ...{ name, connection: input.connection },
    baseUrl: scimEndpoints(publicUrl, preset.key, name).scimBaseUrl,
    tokens: tokens.map((token) => ({
      name: token.name,
      permissions: [...token.permissions],
      expiresAt: token.expiresAt.toISOString(),
      lastUsedAt: token.lastUsedAt?.toISOString() ?? null,
    })),
    errors: requests
      .filter(({ status }) => status >= 400)
      .map(({ at, method, path, status, detail }) => ({
        ...{ at: at.toISOString(), method, path: redacted(path, mayQuote), status },
        detail: detail && redacted(detail, mayQuote),
      })),
  }
}
