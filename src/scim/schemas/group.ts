/** Group, RFC 7643 §4.2. Members are users: nested groups are neither announced nor accepted. */
import { urns } from '../urns.js'
import { complex, reference, string } from './attribute.js'
import type { Schema } from './resource-type.js'

const immutable = { mutability: 'immutable' } as const

const members = complex(
  'members',
  'The people in the group.',
  [
    string('value', 'The user’s id.', { ...immutable, required: true, caseExact: true }),
    reference('$ref', 'The user’s URI.', { ...immutable, referenceTypes: ['User'] }),
    string('type', 'Always User.', { ...immutable, canonicalValues: ['User'] }),
    // Absent from §4.2, sent by Entra and Okta and shown by both.
    string('display', 'The user’s name.', immutable),
  ],
  { multiValued: true },
)

export const groupSchema: Schema = {
  id: urns.group,
  name: 'Group',
  description: 'Group',
  attributes: [
    // §4.2 says REQUIRED; the example of §8.7.1 forgets it.
    string('displayName', 'The group’s name.', { required: true }),
    members,
  ],
}
