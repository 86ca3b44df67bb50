/** What can be said of a SAML connection before it is made: whether its preset takes it, whether its IdP's metadata can be read, and what our side will be called. */
import {
  checkSamlConnection,
  samlEndpoints,
  type ConnectionSettings,
  type SamlConnectionInput,
  type ServicePreset,
} from '../../core/index.js'
import { complaintsOf } from '../complaints.js'
import {
  DiagnosticError,
  error,
  isUnknown,
  isWhollyKnown,
  UNKNOWN,
  type Diagnostic,
  type Unknown,
} from '../framework/index.js'
import type { Asking } from '../surroundings.js'
import type { ServiceClient } from '../service-client.js'
import { knownOf } from './connection-plan.js'
import { policyWarnings } from './saml-policy.js'
import { knownFields } from './stand-ins.js'

/** As much of a plan as is looked at here. Anything may be unknown. */
export interface Draft {
  readonly name: unknown
  readonly organization: unknown
  readonly idpMetadataXml: unknown
  readonly idpEntityId: unknown
  readonly attributeMapping: unknown
  readonly settings: unknown
  readonly policy: unknown
}

/** What is known and said of an object or map. */
const saidOf = (value: unknown): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries((value === null ? {} : knownFields(value)) ?? {}).filter(
      ([, each]) => each !== null,
    ),
  )

/** @throws DiagnosticError with what the service would refuse */
function checkAgainst(preset: ServicePreset, draft: Draft): void {
  const connection = {
    attributeMapping: saidOf(draft.attributeMapping),
    settings: saidOf(draft.settings),
  } as unknown as SamlConnectionInput
  const protocol = preset.protocols.includes('saml') ? undefined : (['organization'] as const)
  const found = complaintsOf(() => checkSamlConnection(preset, connection), protocol)
  if (found.length > 0) throw new DiagnosticError(...found)
}

/** The parser is a megabyte of WebAssembly: loaded for metadata that is new, and for no other plan. */
async function metadataComplaints(xml: string, declared: unknown): Promise<readonly Diagnostic[]> {
  const { parseIdpMetadata } = await import('../../saml/index.js')
  let named = ''
  const found = complaintsOf(
    () => (named = parseIdpMetadata(xml, { now: new Date() }).entityId),
    ['idpMetadataXml'],
  )
  if (found.length > 0 || typeof declared !== 'string' || declared === named) return found
  return [
    error(
      'Idp entity id disagrees',
      `idp_entity_id says ${JSON.stringify(declared)}, the metadata says ${JSON.stringify(named)}.\n\nCorrect the one that is wrong; if the metadata is right, idp_entity_id may be left out.\n\nCode: idp-entity-id-disagrees`,
      ['idpEntityId'],
    ),
  ]
}

/** @throws DiagnosticError */
export async function checkMetadata(draft: Draft, before: unknown): Promise<void> {
  const { idpMetadataXml: xml, idpEntityId } = draft
  if (typeof xml !== 'string' || xml === before) return
  const found = await metadataComplaints(xml, idpEntityId)
  if (found.length > 0) throw new DiagnosticError(...found)
}

/** What the IdP is told of us. */
interface OurSide {
  readonly acsUrl: string | Unknown
  readonly spEntityId: string | Unknown
  readonly spMetadataUrl: string | Unknown
  readonly loginUrl: string | Unknown
  readonly attributeNames: Readonly<Record<string, string>> | Unknown
}

const notKnown: OurSide = {
  acsUrl: UNKNOWN,
  spEntityId: UNKNOWN,
  spMetadataUrl: UNKNOWN,
  loginUrl: UNKNOWN,
  attributeNames: UNKNOWN,
}

/** The endpoints follow from names and settings alone; known here, an IdP's app can be planned with them in the same run. */
export async function ourSide(
  client: ServiceClient,
  draft: Draft,
  asking: Asking,
): Promise<OurSide> {
  const known = await knownOf(client, draft, asking, (preset) => checkAgainst(preset, draft))
  if (known === undefined) return notKnown
  const { name, settings } = draft
  const { preset, publicUrl, attributeNames } = known
  if (typeof name !== 'string' || publicUrl === undefined || !isWhollyKnown(settings))
    return { ...notKnown, attributeNames }
  const chosen = saidOf(settings) as ConnectionSettings
  return { ...samlEndpoints(publicUrl, preset.key, name, chosen), attributeNames }
}

/** What is opted into against advice. */
export const warningsOf = ({ policy }: Draft): readonly Diagnostic[] =>
  isUnknown(policy) ? [] : policyWarnings(saidOf(policy))
