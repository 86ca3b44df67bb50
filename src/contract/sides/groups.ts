/** How groups are named in a list, and by what the service knows them. */
import type { ServicePreset } from '../../core/index.js'

export type GroupIdentifierKind = 'displayName' | 'objectId' | 'samAccountName'

export const titleOfKind: Readonly<Record<GroupIdentifierKind, string>> = {
  displayName: 'display names',
  objectId: 'object IDs',
  samAccountName: 'sAMAccountNames',
}

/** Does the service read groups at all, and does a sign-in change who is in them? */
export function readsGroups(preset: ServicePreset, groupMapping: boolean): boolean {
  const { sync, switched } = preset.groups
  return sync !== 'none' && (switched === 'on' || groupMapping)
}

/** What the service can match. Of a group with an identifier the IdP's own kind does: a GUID from Entra, a name from Okta. */
export const accepts = (
  preset: ServicePreset,
  vendor: 'okta' | 'entra',
  kind: GroupIdentifierKind,
): boolean => {
  if (preset.groups.matchedBy === 'name') return kind !== 'objectId'
  return vendor === 'okta' || kind === 'objectId'
}

export const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
