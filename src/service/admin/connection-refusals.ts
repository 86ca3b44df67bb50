/** Refusals of a connection's registration that no protocol knows of. */
import { Refusal } from '../../core/index.js'

const refuse = (code: string, detail: string, remedy: string, path: string): Refusal =>
  new Refusal({ code, owner: 'caller', detail, remedy, path })

export const organizationMissing = (organization: string): Refusal =>
  refuse(
    'organization-missing',
    `there is no organization "${organization}"`,
    'Create the organization first.',
    'organization',
  )

/** @param connection - as it is called to people */
export const organizationFixed = (connection: string, organization: string): Refusal =>
  refuse(
    'organization-fixed',
    `${connection} belongs to organization "${organization}", which never changes`,
    'Keep the organization, or make a connection of another name.',
    'organization',
  )

/** A name stands in URLs, tests and people's identities, whatever the connection speaks. */
export const nameTaken = (name: string, protocol: 'saml' | 'oidc'): Refusal =>
  refuse(
    'name-taken',
    `"${name}" is the name of a connection that speaks ${protocol}`,
    'Choose another name, or remove that connection first.',
    'name',
  )
