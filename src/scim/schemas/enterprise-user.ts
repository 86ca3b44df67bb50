/** The enterprise extension of User, RFC 7643 §4.3. */
import { urns } from '../urns.js'
import { complex, reference, string } from './attribute.js'
import type { Schema } from './resource-type.js'

const manager = complex('manager', 'The person’s manager.', [
  string('value', 'The manager’s id.', { caseExact: true }),
  reference('$ref', 'The manager’s URI.', { referenceTypes: ['User'] }),
  string('displayName', 'The manager’s name.', { mutability: 'readOnly' }),
])

export const enterpriseUserSchema: Schema = {
  id: urns.enterpriseUser,
  name: 'EnterpriseUser',
  description: 'Enterprise User',
  attributes: [
    string('employeeNumber', 'A number or name the organization gave.'),
    string('costCenter', 'A cost center.'),
    string('organization', 'An organization.'),
    string('division', 'A division.'),
    string('department', 'A department.'),
    manager,
  ],
}
