/** What both programs say. */

export const serviceUrl = 'https://sso.example.com'
export const groupNames = ['Platform Admins', 'Engineers', 'Auditors'] as const
export const role = 'administer-organization'
export const resourcesEach = 8

export const customers = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `customer-${index}`)
