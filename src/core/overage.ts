/** "Too many groups to list": how Entra says it, so that it is never read as "no groups" (T44, S46). */
import type { Attributes } from './attributes.js'

/** ID token: names of claims that must be fetched elsewhere. https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference#groups-overage-claim */
const claimNames = '_claim_names'
/** ID token of the implicit flow: groups exist and are not listed. */
const hasGroups = 'hasgroups'
/** SAML: a link to ask instead. */
const groupsLink = 'http://schemas.microsoft.com/claims/groups.link'

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** `_claim_names` may speak of other claims; it counts when it speaks of groups, or cannot be read. */
function namesGroups(text: string): boolean {
  try {
    const names: unknown = JSON.parse(text)
    return isObject(names) ? Object.hasOwn(names, 'groups') : names === 'groups'
  } catch {
    return text.includes('groups')
  }
}

/** The attribute by which the IdP says that it left the groups out; undefined when it does not say so. */
export function overageMarker(attributes: Attributes): string | undefined {
  if (attributes.has(groupsLink)) return groupsLink
  const flags = attributes.get(hasGroups)
  if (flags?.some((value) => value.toLowerCase() !== 'false')) return hasGroups
  return attributes.get(claimNames)?.some(namesGroups) ? claimNames : undefined
}
