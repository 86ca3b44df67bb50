/** The part of the port about the ways in beside the IdP: administrators, domains, the policy between them. */
import type { AdministratorRecord, DomainRecord, SsoPolicyRecord } from './records.js'
import type { Page } from './store.js'

export interface AdministratorReads {
  find(organization: string, email: string): Promise<AdministratorRecord | undefined>
  get(id: string): Promise<AdministratorRecord>
  /** Whatever the organization. */
  findByEmail(email: string): Promise<AdministratorRecord | undefined>
  /** By e-mail address. */
  list(organization: string, page: Page): Promise<readonly AdministratorRecord[]>
}
export interface Administrators extends AdministratorReads {
  /** False, and nothing written, when the address is taken, by whatever organization. */
  insert(record: AdministratorRecord): Promise<boolean>
  /** Password included. */
  replace(record: AdministratorRecord): Promise<boolean>
  recordPasswordWorked(id: string, at: Date): Promise<void>
  /** Their sessions go with them. */
  remove(id: string): Promise<boolean>
}

export interface DomainReads {
  find(organization: string, name: string): Promise<DomainRecord | undefined>
  findVerified(name: string): Promise<DomainRecord | undefined>
  list(organization: string, page: Page): Promise<readonly DomainRecord[]>
}
export interface Domains extends DomainReads {
  insert(record: DomainRecord): Promise<boolean>
  /** False also when another organization has verified the domain meanwhile. */
  replace(record: DomainRecord): Promise<boolean>
  remove(organization: string, name: string): Promise<boolean>
}

export interface SsoPolicyReads {
  find(organization: string): Promise<SsoPolicyRecord | undefined>
}
export interface SsoPolicies extends SsoPolicyReads {
  insert(record: SsoPolicyRecord): Promise<boolean>
  replace(record: SsoPolicyRecord): Promise<boolean>
  remove(organization: string): Promise<boolean>
}
