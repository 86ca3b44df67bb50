/**
 * What real clients send and the RFC does not, as rows. A row rewrites a request into strict RFC 7644, before anything
 * is decided; the rest of this house is strict. No row may remove more than was asked.
 */
import { urns } from '../urns.js'
import type { Target } from '../patch/operation.js'
import type { Dialect } from './dialect.js'
import {
  colonAfterUrn,
  dropEcho,
  lowerCaseOp,
  qualifyPath,
  removeOnlyThose,
  splitKeys,
} from './operations.js'
import {
  booleanOf,
  listOfOne,
  managerOfArray,
  managerOfString,
  rolesOfJson,
  unwrapString,
} from './values.js'

// Sent by Entra beside or instead of the RFC's URN.
const oldGroup = 'http://schemas.microsoft.com/2006/11/resourcemanagement/adscim/2.0/group'

const isBracketed = (key: string): boolean => key.includes('[')
const isDotted = (key: string): boolean => key.includes('.') && !key.includes(':')

/** A URN with something after it; the URN of an extension alone is RFC 7643 §3.3's own way. */
const isUrnPath = (key: string): boolean => {
  const lower = key.toLowerCase()
  return (
    lower.includes(':') && !Object.values<string>(urns).some((urn) => urn.toLowerCase() === lower)
  )
}

const filtersOn =
  (name: string) =>
  ({ template, sub }: Target): boolean =>
    sub !== undefined && template !== undefined && Object.keys(template).join() === name

/** Applied in this order, each to what those before it left. */
export const dialects: readonly Dialect[] = [
  {
    id: 'schemas-left-out',
    client: 'any',
    arrives: 'a body without schemas',
    becomes: 'the schemas its URL implies',
    source: 'RFC 7643 §3, RFC 7644 §3.5.2: schemas is required',
    test: 'any: a body without schemas is what its URL says',
    schemas: (sent, expected) => (sent.length === 0 ? [expected] : undefined),
  },
  {
    id: 'old-group-schema',
    client: 'entra',
    arrives: 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group in schemas',
    becomes: urns.group,
    source: 'RFC 7643 §4.2',
    test: 'entra: the old Group schema URI is a Group',
    schemas: (sent, expected) =>
      expected === urns.group && sent.some((urn) => urn.toLowerCase() === oldGroup)
        ? [expected]
        : undefined,
  },
  {
    id: 'capitalised-op',
    client: 'entra',
    arrives: 'op: "Add" | "Replace" | "Remove"',
    becomes: 'op in lower case',
    source: 'RFC 7644 §3.5.2: one of add, remove, replace',
    test: 'entra: capitalised op',
    operation: lowerCaseOp,
  },
  {
    id: 'urn-keys',
    client: 'entra',
    arrives: 'a pathless value whose keys are URN:attribute',
    becomes: 'an operation with that path',
    source: 'RFC 7644 §3.5.2.1: a pathless value is a resource',
    test: 'entra: pathless value with full URN keys',
    operation: (operation) => splitKeys(operation, isUrnPath),
  },
  {
    id: 'value-path-keys',
    client: 'entra',
    arrives: 'a pathless value with a key like emails[type eq "work"].value',
    becomes: 'an operation with that path',
    source: 'RFC 7644 §3.5.2.1',
    test: 'entra: pathless value with value-path keys',
    operation: (operation) => splitKeys(operation, isBracketed),
  },
  {
    id: 'dotted-keys',
    client: 'entra',
    arrives: 'a pathless value with a key like name.givenName',
    becomes: 'an operation with that path',
    source: 'RFC 7644 §3.5.2.1',
    test: 'entra: pathless value with dotted keys',
    operation: (operation) => splitKeys(operation, isDotted),
  },
  {
    id: 'dot-after-urn',
    client: 'entra',
    arrives: 'urn:…:User.department',
    becomes: 'urn:…:User:department',
    source: 'RFC 7644 §3.10: a colon parts URN and name',
    test: 'entra: a dot between the enterprise URN and the attribute',
    operation: colonAfterUrn,
  },
  {
    id: 'bare-extension-attribute',
    client: 'entra',
    arrives: 'path: "manager"',
    becomes: 'the path with the URN of the extension that has it',
    source: 'RFC 7644 §3.10: attributes of an extension are prefixed',
    test: 'entra: manager without the enterprise URN',
    operation: qualifyPath,
  },
  {
    id: 'echoed-read-only',
    client: 'okta',
    arrives: 'a pathless rename that carries id, schemas or meta',
    becomes: 'the same without them; another id than the resource’s stays, and is refused',
    source: 'RFC 7644 §3.5.2: readOnly attributes are not modified',
    test: 'okta: pathless rename carrying id',
    operation: dropEcho,
  },
  {
    id: 'remove-by-value',
    client: 'entra',
    arrives: 'remove with path "members" and a value array',
    becomes: 'remove members[value eq "…"], once for each value',
    source: 'RFC 7644 §3.5.2.2: remove takes no value; without a filter it would remove all',
    test: 'entra: remove members by value array removes only those',
    operation: removeOnlyThose,
  },
  {
    id: 'missing-address',
    client: 'entra',
    arrives: 'replace emails[type eq "work"].value where there is no such address',
    becomes: 'add emails [{ type: "work", value }]',
    source: 'RFC 7644 §3.5.2.3: noTarget',
    test: 'entra: replacing a missing work address creates it',
    createsMissing: filtersOn('type'),
  },
  {
    id: 'missing-primary',
    client: 'entra',
    arrives: 'replace roles[primary eq "True"].value where no role is primary',
    becomes: 'add roles [{ primary: true, value }]',
    source: 'RFC 7644 §3.5.2.3: noTarget',
    test: 'entra: replacing a missing primary role creates it',
    createsMissing: filtersOn('primary'),
  },
  {
    id: 'wrapped-string',
    client: 'entra',
    arrives: '[{ value: "Babs" }] for an attribute that holds one string',
    becomes: '"Babs"',
    source: 'RFC 7643 §2.3.1',
    test: 'entra: one string wrapped in an array',
    value: unwrapString,
  },
  {
    id: 'boolean-strings',
    client: 'entra',
    arrives: '"True", "False" for a boolean, in values and in filters',
    becomes: 'true, false',
    source: 'RFC 7643 §2.3.2',
    test: 'entra: booleans as strings',
    value: booleanOf,
  },
  {
    id: 'manager-string',
    client: 'entra',
    arrives: 'manager: "7", or "" for nobody',
    becomes: 'manager: { value: "7" }',
    source: 'RFC 7643 §4.3: manager is complex',
    test: 'entra: manager as a string',
    value: managerOfString,
  },
  {
    id: 'manager-array',
    client: 'entra',
    arrives: 'manager: [{ $ref, value }]',
    becomes: 'manager: { $ref, value }',
    source: 'RFC 7643 §4.3: manager is single-valued',
    test: 'entra: manager as an array of $ref and value',
    value: managerOfArray,
  },
  {
    id: 'roles-as-json',
    client: 'entra',
    arrives: 'a role as JSON in a string: {"id":…,"value":…,"displayName":…}',
    becomes: '{ value, display }',
    source: 'RFC 7643 §4.1.2',
    test: 'entra: role values as a JSON string',
    value: rolesOfJson,
  },
  {
    id: 'list-of-one',
    client: 'any',
    arrives: 'one object where a list of them belongs',
    becomes: 'a list of it',
    source: 'RFC 7643 §2.4: multi-valued attributes are arrays',
    test: 'any: one element that should be a list',
    value: listOfOne,
  },
]
