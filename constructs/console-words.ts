/** What each IdP's console calls what every IdP knows of a person. */
import type { IdpKind, PersonProperty } from './claims.js'

/** Each property in each console's words; the same as core's, which has them by field. */
export const words: Readonly<Record<PersonProperty, Readonly<Record<IdpKind, string>>>> = {
  login: {
    okta: 'user.login',
    entra: 'user.userprincipalname',
    google: 'Primary email',
    jumpcloud: 'username',
    other: 'login name',
  },
  email: {
    okta: 'user.email',
    entra: 'user.mail',
    google: 'Primary email',
    jumpcloud: 'email',
    other: 'e-mail address',
  },
  firstName: {
    okta: 'user.firstName',
    entra: 'user.givenname',
    google: 'First name',
    jumpcloud: 'firstname',
    other: 'first name',
  },
  lastName: {
    okta: 'user.lastName',
    entra: 'user.surname',
    google: 'Last name',
    jumpcloud: 'lastname',
    other: 'last name',
  },
  fullName: {
    okta: 'user.displayName',
    entra: 'user.displayname',
    google: 'First name',
    jumpcloud: 'displayname',
    other: 'full name',
  },
}

/** Which property fills a field, if any does. */
export const propertyOf: Readonly<Record<string, PersonProperty>> = {
  login: 'login',
  email: 'email',
  name: 'fullName',
  givenName: 'firstName',
  familyName: 'lastName',
}
