/** The part of the port about connections: what was decided, what is read of the IdP, keys, tests, and whether they are enabled. */
import type {
  MetadataReading,
  ActivationRecord,
  ConnectionRequestRecord,
  ConnectionTest,
  OidcConnectionRecord,
  SamlConnectionRecord,
  SamlKeyRecord,
} from './records.js'
import type { Page } from './store.js'

/** Connections asked for, under the names they are to have. */
export interface ConnectionRequestReads {
  find(organization: string, name: string): Promise<ConnectionRequestRecord | undefined>
  list(organization: string, page: Page): Promise<readonly ConnectionRequestRecord[]>
}

export interface ConnectionRequests extends ConnectionRequestReads {
  insert(record: ConnectionRequestRecord): Promise<boolean>
  replace(record: ConnectionRequestRecord): Promise<boolean>
  remove(organization: string, name: string): Promise<boolean>
}

export interface SamlConnectionReads {
  find(name: string): Promise<SamlConnectionRecord | undefined>
  list(page: Page): Promise<readonly SamlConnectionRecord[]>
  /** Names of all connections of an organization, whatever they speak. */
  namesOf(organization: string): Promise<readonly string[]>
  /** Those that trust the IdP of this entity ID. */
  namesByIssuer(idpEntityId: string): Promise<readonly string[]>
}

export interface SamlConnections extends SamlConnectionReads {
  insert(record: SamlConnectionRecord): Promise<boolean>
  replace(record: SamlConnectionRecord): Promise<boolean>
  /** The metadata was read again and said the same: no change, no new version. */
  recordReading(name: string, readAt: Date): Promise<void>
  /** Its users, sessions and requests go with it. */
  remove(name: string): Promise<boolean>
}

export interface OidcConnectionReads {
  find(name: string): Promise<OidcConnectionRecord | undefined>
  list(page: Page): Promise<readonly OidcConnectionRecord[]>
  /** Names of those whose discovery document was last read before. */
  readBefore(time: Date): Promise<readonly string[]>
}

export interface OidcConnections extends OidcConnectionReads {
  /** False, and nothing written, when the name is taken, by whatever protocol. */
  insert(record: OidcConnectionRecord): Promise<boolean>
  replace(record: OidcConnectionRecord): Promise<boolean>
  /** The discovery document was read again and said the same: no change, no new version. */
  recordReading(name: string, readAt: Date): Promise<void>
  /** Its users, sessions and requests go with it; its sealed secrets do not. */
  remove(name: string): Promise<boolean>
}

export interface MetadataReadingReads {
  find(connection: string): Promise<MetadataReading | undefined>
}

export interface MetadataClaim {
  readonly now: Date
  /** When somebody else may take what is taken now. */
  readonly until: Date
  /** When those are due that were never scheduled. */
  readonly firstAt: Date
  readonly limit: number
}

export interface MetadataReadings extends MetadataReadingReads {
  /** Connections whose metadata is due, taken until `until`. */
  claim(claim: MetadataClaim): Promise<readonly string[]>
  put(reading: MetadataReading): Promise<void>
  forget(connection: string): Promise<void>
}

export interface SamlKeyReads {
  /** Newest first, the retired included. */
  list(organization: string): Promise<readonly SamlKeyRecord[]>
}

export interface SamlKeys extends SamlKeyReads {
  insert(key: SamlKeyRecord): Promise<void>
  update(key: SamlKeyRecord): Promise<void>
}

/** Connections of every protocol, by name alone. */
export interface ConnectionReads {
  /** By name, those of an organization or all. */
  names(
    filter: Page & { readonly organization?: string | undefined },
  ): Promise<readonly { readonly name: string }[]>
}

export interface ConnectionTestReads {
  find(id: string): Promise<ConnectionTest | undefined>
  findByToken(tokenHash: string): Promise<ConnectionTest | undefined>
  /** Newest first. */
  list(connection: string, limit: number): Promise<readonly ConnectionTest[]>
  /** The newest that passed: of this configuration, or of any. */
  lastPassed(connection: string, configDigest?: string): Promise<ConnectionTest | undefined>
}

export interface ConnectionTests extends ConnectionTestReads {
  insert(test: ConnectionTest): Promise<void>
  /** False when another browser opened it before. */
  recordHolder(id: string, holderHash: string): Promise<boolean>
  /** False, and nothing written, when it has finished already. */
  finish(
    test: Pick<
      ConnectionTest,
      'id' | 'configDigest' | 'outcome' | 'finishedAt' | 'finding' | 'result'
    >,
  ): Promise<boolean>
}

export interface ActivationReads {
  find(connection: string): Promise<ActivationRecord | undefined>
  /** When the connection was last disabled; null when it never was, or is enabled again. */
  disabledAt(connection: string): Promise<Date | null>
}

export interface Activations extends ActivationReads {
  insert(record: ActivationRecord): Promise<boolean>
  replace(record: ActivationRecord): Promise<boolean>
  /** A test of it has passed: no decision, so no new version. */
  recordProof(connection: string, configDigest: string, idp: string): Promise<void>
  remove(connection: string, disabledAt: Date): Promise<boolean>
}
