/** People and groups as a directory at an IdP has them, before any manner of saying so. */

export interface Person {
  readonly userName: string
  /** The IdP's own id of them. */
  readonly externalId: string
  readonly givenName: string
  readonly familyName: string
  readonly displayName: string
  readonly email: string
  readonly department?: string | undefined
}

export interface Group {
  readonly displayName: string
  readonly externalId: string
}

/** Somebody as the SCIM server knows them. */
export interface Member {
  readonly id: string
  readonly display: string
}
