/** What Entra's claims mapping policy says, and what it silently ignores. https://learn.microsoft.com/entra/identity-platform/reference-claims-customization */
import { itemsIn, type Block } from '../../program/index.js'
import type { Place } from '../finding.js'
import type { Program } from '../program.js'
import type { ClaimsPolicy, Sent } from './app.js'

/** A policy as written. */
export interface PolicyText {
  readonly sent: readonly Sent[]
  /** undefined: nobody can tell. */
  readonly basicClaims: boolean | undefined
  readonly nameId: { readonly source: string; readonly place: Place } | undefined
  readonly faults: readonly string[]
  /** Nobody can tell what it holds. */
  readonly isOpen: boolean
}

const nameIdentifier = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier'

const schemaKeys = new Set([
  'Source',
  'ID',
  'ExtensionID',
  'Value',
  'TransformationID',
  'SamlClaimType',
  'JwtClaimType',
  'SAMLNameFormat',
  'SamlNameFormat',
])
const policyKeys = new Set([
  'Version',
  'IncludeBasicClaimSet',
  'ClaimsSchema',
  'ClaimsTransformation',
])

type Json = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const strangers = (entry: Json, known: ReadonlySet<string>): readonly string[] =>
  Object.keys(entry).filter((key) => !known.has(key))

const nothing = { sent: [], basicClaims: undefined, nameId: undefined, faults: [], isOpen: false }

export function readPolicy(program: Program, block: Block): PolicyText {
  const place = program.place('idp', block, 'definition')
  const texts = itemsIn(program.get(block, 'definition'))
  if (texts === undefined || texts.some((text) => typeof text !== 'string'))
    return { ...nothing, isOpen: true }
  const [text, ...more] = texts
  if (typeof text !== 'string') return { ...nothing, faults: ['it has no definition'] }
  const faults = more.length > 0 ? ['Entra takes one definition, and there are several'] : []
  const read = readDefinition(text, place)
  return { ...read, faults: [...faults, ...read.faults] }
}

function readDefinition(text: string, place: Place): PolicyText {
  const policy = policyIn(text)
  if (policy === undefined)
    return { ...nothing, faults: ['its definition is no JSON with a ClaimsMappingPolicy'] }
  const schema = Array.isArray(policy['ClaimsSchema'])
    ? (policy['ClaimsSchema'] as readonly unknown[]).filter(isObject)
    : []
  const unknown = [
    ...strangers(policy, policyKeys),
    ...schema.flatMap((entry) => strangers(entry, schemaKeys)),
  ]
  const nameless = schema.filter((entry) => !nameIn(entry)).length
  return {
    sent: schema.flatMap((entry) => sentBy(entry, place)),
    basicClaims: !isFalse(policy['IncludeBasicClaimSet']),
    nameId: nameIdIn(schema, place),
    faults: [
      ...unknown.map((key) => `Entra knows no "${key}" there, and ignores it`),
      ...(nameless > 0
        ? [`${nameless} of its claims have neither SamlClaimType nor JwtClaimType`]
        : []),
    ],
    isOpen: false,
  }
}

/** Entra takes the word as well as the value. */
const isFalse = (value: unknown): boolean =>
  value === false || (typeof value === 'string' && value.toLowerCase() === 'false')

function policyIn(text: string): Json | undefined {
  try {
    const json: unknown = JSON.parse(text)
    const policy = isObject(json) ? json['ClaimsMappingPolicy'] : undefined
    return isObject(policy) ? policy : undefined
  } catch {
    return undefined
  }
}

function nameIn(entry: Json): string | undefined {
  const name = entry['SamlClaimType'] ?? entry['JwtClaimType']
  return typeof name === 'string' && name !== '' ? name : undefined
}

function sentBy(entry: Json, place: Place): readonly Sent[] {
  const name = nameIn(entry)
  if (name === undefined || name === nameIdentifier) return []
  const { Value: constant } = entry
  return [
    {
      ...{ name: { value: name, place }, kind: 'value' },
      ...(typeof constant === 'string' ? { constant } : {}),
    },
  ]
}

function nameIdIn(schema: readonly Json[], place: Place): PolicyText['nameId'] {
  const entry = schema.find((each) => nameIn(each) === nameIdentifier)
  if (!entry) return undefined
  const source = [entry['ID'], entry['Value']].find((each) => typeof each === 'string') ?? ''
  return { source, place }
}

/** The policies assigned to an app. */
export function policiesOf(
  program: Program,
  principal: Block | undefined,
): readonly { readonly policy: ClaimsPolicy; readonly text: PolicyText }[] {
  const assignments = program.pointingTo(
    'azuread_service_principal_claims_mapping_policy_assignment',
    'service_principal_id',
    principal,
    ['id', 'object_id'],
  )
  const blocks = assignments.flatMap((each) =>
    program.targetsOf(
      each.values['claims_mapping_policy_id'],
      'azuread_claims_mapping_policy',
      ['id'],
      each,
    ),
  )
  return [...new Set(blocks)].map((block) => {
    const text = readPolicy(program, block)
    const place = program.place('idp', block, 'definition')
    return { policy: { block, place, faults: text.faults }, text }
  })
}
