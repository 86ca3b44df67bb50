/** From a line of the trace to where in the configuration it is decided. */
import { groupTitle, type TraceLine } from '../core/index.js'
import type { Ground } from './evaluate.js'
import type { Place } from './config/noun.js'
import { addressOf } from './config/reading.js'

const told = ({ address, construct }: Place): string =>
  construct === undefined ? address : `${address} (${construct})`

const rulePrefix = 'role_rules: '

function placeOfSpace({ organization }: Ground, subject: string): string | null {
  const found = organization.spaces.find(
    ({ name }) => subject === name || subject.startsWith(`${name} as `),
  )
  return found ? told(found.place) : null
}

/** Reasons that quote a setting by its name: `(precedence is scim)`. */
const settingIn = ({ because }: TraceLine): string | undefined =>
  /\b(precedence|updateContact|updateAccess|extraRoles|groupMapping) is\b/.exec(because)?.[1]

/** @returns null where the preset decides and the configuration says nothing of its own */
export function placeOf(ground: Ground, line: TraceLine): string | null {
  const { connection, organization } = ground
  const setting = settingIn(line)
  if (setting !== undefined && connection.settings && setting in connection.settings) {
    return `${addressOf(connection.place, 'settings')}.${setting}`
  }
  if (line.source.startsWith(rulePrefix)) {
    const rule = line.source.slice(rulePrefix.length)
    return `${addressOf(organization.place, 'roleRules')}[${rule}]`
  }
  if (line.kind === 'field' && Object.hasOwn(connection.mapping, line.subject)) {
    return `${addressOf(connection.place, 'attributeMapping')}.${line.subject}`
  }
  if (line.kind === 'group') {
    const found = organization.groups.find(({ group }) => groupTitle(group) === line.subject)
    return found ? told(found.place) : null
  }
  if (line.kind === 'space') return placeOfSpace(ground, line.subject)
  const isDefault = line.kind === 'role' && line.subject === organization.access.defaultRole
  return isDefault ? addressOf(organization.place, 'defaultRole') : null
}
