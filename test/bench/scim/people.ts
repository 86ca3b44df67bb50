/** The people all contenders are filled with, the same for each: real-shaped, invented. */

/** The id of person `n`, from 1. */
export const idOf = (n: number): string =>
  `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`

export const userNameOf = (n: number): string => `person-${n}@example.com`

export const personBody = (n: number, userName = userNameOf(n)) => ({
  schemas: [
    'urn:ietf:params:scim:schemas:core:2.0:User',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  ],
  userName,
  externalId: `00u${n.toString(36).padStart(12, '0')}`,
  name: { givenName: `Given${n}`, familyName: `Family${n % 1000}` },
  displayName: `Given${n} Family${n % 1000}`,
  emails: [{ value: userName, type: 'work', primary: true }],
  title: 'Engineer',
  active: true,
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': {
    employeeNumber: `${n}`,
    department: `Department ${n % 50}`,
  },
})
