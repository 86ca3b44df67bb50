/** The part of the port about organizations: their groups, their spaces, and who is in them. */
import type { Group, GroupKey } from '../../core/index.js'
import type { GroupRecord, OrganizationRecord, PersonRecord, SpaceRecord } from './records.js'
import type { Page } from './store.js'

export interface OrganizationReads {
  find(name: string): Promise<OrganizationRecord | undefined>
  list(page: Page): Promise<readonly OrganizationRecord[]>
}

export interface Organizations extends OrganizationReads {
  /** False, and nothing written, when the name is taken. */
  insert(record: OrganizationRecord): Promise<boolean>
  /** False, and nothing written, unless the stored version is the one before `record.version`. */
  replace(record: OrganizationRecord): Promise<boolean>
  /** Its groups go with it; its connections must be gone. */
  remove(name: string): Promise<boolean>
}

export interface GroupReads {
  find(organization: string, key: GroupKey): Promise<GroupRecord | undefined>
  /** By name, then by space. */
  list(organization: string, page: Page<GroupKey>): Promise<readonly GroupRecord[]>
  all(organization: string): Promise<readonly GroupRecord[]>
  /** All, as a decision needs them. */
  meant(organization: string): Promise<readonly Group[]>
}

export interface Groups extends GroupReads {
  insert(record: GroupRecord): Promise<boolean>
  replace(record: GroupRecord): Promise<boolean>
  /** Memberships go with it. */
  remove(organization: string, key: GroupKey): Promise<boolean>
}

export interface SpaceReads {
  find(organization: string, name: string): Promise<SpaceRecord | undefined>
  list(organization: string, page: Page): Promise<readonly SpaceRecord[]>
  names(organization: string): Promise<readonly string[]>
}

export interface Spaces extends SpaceReads {
  insert(record: SpaceRecord): Promise<boolean>
  replace(record: SpaceRecord): Promise<boolean>
  /** Nobody is in it afterwards: a space of its name made later is another one. */
  remove(organization: string, name: string): Promise<boolean>
}

/** What a sign-in asserts that can recognise somebody. */
export interface Recognition {
  readonly subject: string
  readonly email: string
  readonly login: string
}

export interface PeopleReads {
  find(id: string): Promise<PersonRecord | undefined>
  /** By login or userName; the living before the removed. */
  named(organization: string, login: string): Promise<PersonRecord | undefined>
  /** Whose subject, external id or userName is among those asserted. Who is meant, core decides. */
  answering(organization: string, asserted: Recognition): Promise<readonly PersonRecord[]>
  /** By id. */
  list(organization: string, page: Page): Promise<readonly PersonRecord[]>
  /** How many there are in each state; states nobody is in are left out. */
  countByState(organization: string): Promise<Partial<Record<PersonRecord['state'], number>>>
}

export interface People extends PeopleReads {
  /** Inserts, or replaces whole. */
  put(person: PersonRecord): Promise<void>
}
