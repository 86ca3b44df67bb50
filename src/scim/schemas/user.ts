/** User, RFC 7643 §4.1, and the attributes every resource has, §3.1. */
import { urns } from '../urns.js'
import {
  type Attribute,
  binary,
  boolean,
  complex,
  dateTime,
  plural,
  reference,
  string,
} from './attribute.js'
import type { Schema } from './resource-type.js'

const readOnly = { mutability: 'readOnly' } as const
const always = { returned: 'always', caseExact: true } as const

/** RFC 7643 §3.1, §3. Not part of any Schema document. */
export const commonAttributes: readonly Attribute[] = [
  reference('schemas', 'URIs of the schemas in use.', {
    ...always,
    ...readOnly,
    multiValued: true,
  }),
  string('id', 'Our identifier; never reassigned.', {
    ...always,
    ...readOnly,
    uniqueness: 'server',
  }),
  string('externalId', 'The identity provider’s identifier.', { caseExact: true }),
  complex(
    'meta',
    'About the resource.',
    [
      string('resourceType', 'User or Group.', { ...readOnly, caseExact: true }),
      dateTime('created', 'When it was added.', readOnly),
      dateTime('lastModified', 'When it was last changed.', readOnly),
      reference('location', 'Its URI.', readOnly),
      string('version', 'Its weak ETag.', { ...readOnly, caseExact: true }),
    ],
    readOnly,
  ),
]

const name = complex('name', 'The parts of the person’s name.', [
  string('formatted', 'The full name, for display.'),
  string('familyName', 'The family name, or last name.'),
  string('givenName', 'The given name, or first name.'),
  string('middleName', 'The middle names.'),
  string('honorificPrefix', 'A title such as Ms.'),
  string('honorificSuffix', 'A suffix such as III.'),
])

const addresses = complex(
  'addresses',
  'Postal addresses.',
  [
    string('formatted', 'The whole address, for a label.'),
    string('streetAddress', 'Street and house number.'),
    string('locality', 'City or locality.'),
    string('region', 'State or region.'),
    string('postalCode', 'Postal code.'),
    string('country', 'Country, ISO 3166-1 alpha-2.'),
    string('type', 'What the address is for.', { canonicalValues: ['work', 'home', 'other'] }),
    boolean('primary', 'True for the preferred address; at most one.'),
  ],
  { multiValued: true },
)

const groups = complex(
  'groups',
  'The groups the person is in; changed by changing the group.',
  [
    // An id: RFC 7643 §3.1 makes ids case exact, though the example of §8.7.1 does not.
    string('value', 'The group’s id.', { ...readOnly, caseExact: true }),
    reference('$ref', 'The group’s URI.', { ...readOnly, referenceTypes: ['Group'] }),
    string('display', 'The group’s name.', readOnly),
    string('type', 'Always direct.', { ...readOnly, canonicalValues: ['direct'] }),
  ],
  { ...readOnly, multiValued: true },
)

const single: readonly Attribute[] = [
  string('userName', 'What the person is called by the identity provider; often an e-mail.', {
    required: true,
    uniqueness: 'server',
  }),
  name,
  string('displayName', 'The name shown to people.'),
  string('nickName', 'A casual name.'),
  reference('profileUrl', 'A page about the person.', { referenceTypes: ['external'] }),
  string('title', 'The person’s title.'),
  string('userType', 'The relation to the organization, such as Employee.'),
  string('preferredLanguage', 'As in Accept-Language.'),
  string('locale', 'For dates, numbers and currency.'),
  string('timezone', 'IANA time zone.'),
  boolean('active', 'False: may not sign in.'),
  string('password', 'Accepted and forgotten: people sign in by SSO only.', {
    caseExact: true,
    mutability: 'writeOnly',
    returned: 'never',
  }),
]

const place = ['work', 'home', 'other']

const multiple: readonly Attribute[] = [
  plural('emails', 'E-mail addresses.', string('value', 'An address.'), place),
  plural('phoneNumbers', 'Telephone numbers.', string('value', 'A number.'), [
    ...place,
    'mobile',
    'fax',
    'pager',
  ]),
  plural('ims', 'Instant-messaging addresses.', string('value', 'An address.')),
  plural('photos', 'Pictures.', reference('value', 'A URL.', { referenceTypes: ['external'] }), [
    'photo',
    'thumbnail',
  ]),
  addresses,
  groups,
  plural('entitlements', 'Things the person may have.', string('value', 'An entitlement.')),
  plural('roles', 'Roles the identity provider names.', string('value', 'A role.')),
  plural('x509Certificates', 'Certificates.', binary('value', 'DER, as base64.')),
]

export const userSchema: Schema = {
  id: urns.user,
  name: 'User',
  description: 'User Account',
  attributes: [...single, ...multiple],
}
