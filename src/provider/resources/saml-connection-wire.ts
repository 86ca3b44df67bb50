/** mortise_saml_connection as Terraform holds it and as the admin API has it, to and fro. */
import { normalizeCertificate, type SamlConnection } from '../../core/index.js'
import { settingsFromWire, settingsToWire, type SettingsState } from './connection-settings.js'
import { policyFromWire, policyToWire, type PolicyState } from './saml-policy.js'

/** What is decided here, as Terraform holds it. */
export interface Decided {
  readonly name: string
  readonly organization: string
  readonly idpMetadataUrl: string | null
  readonly idpMetadataXml: string | null
  readonly idpEntityId: string | null
  readonly idpSsoUrl: string | null
  readonly certificates: readonly string[]
  readonly attributeMapping: Readonly<Record<string, string>>
  readonly justInTimeProvisioning: boolean
  readonly settings: SettingsState
  readonly policy: PolicyState
}

export const decidedOf = (connection: SamlConnection): Decided => ({
  name: connection.name,
  organization: connection.organization,
  idpMetadataUrl: connection.idpMetadataUrl,
  idpMetadataXml: connection.idpMetadataXml,
  idpEntityId: connection.idpEntityId,
  idpSsoUrl: connection.idpSsoUrl,
  certificates: connection.certificates,
  attributeMapping: connection.attributeMapping,
  justInTimeProvisioning: connection.justInTimeProvisioning,
  settings: settingsFromWire(connection.settings),
  policy: policyFromWire(connection.policy),
})

/** Decisions, and what the service makes of them. */
export const stateOf = (connection: SamlConnection) => ({
  ...decidedOf(connection),
  ...connection.endpoints,
  attributeNames: connection.attributeNames,
  idp: {
    entityId: connection.idp.entityId,
    ssoUrl: connection.idp.ssoUrl,
    certificates: connection.idp.certificates,
  },
})

/** As the service keeps it, and so to be compared with it: certificates in one spelling, whichever Terraform holds; what is left out, left out. */
export const bodyOf = (decided: Decided) => ({
  organization: decided.organization,
  idpMetadataUrl: decided.idpMetadataUrl,
  idpMetadataXml: decided.idpMetadataXml,
  idpEntityId: decided.idpEntityId,
  idpSsoUrl: decided.idpSsoUrl,
  certificates: decided.certificates.map((text) => normalizeCertificate(text)),
  attributeMapping: decided.attributeMapping,
  justInTimeProvisioning: decided.justInTimeProvisioning,
  settings: settingsToWire(decided.settings),
  policy: policyToWire(decided.policy),
})
