/** From claims to attributes: always several values, absent told from empty, and Entra's "too many groups to list" recognised. */
import type { Attributes, Finding } from '../core/index.js'
import { isObject, type JsonObject, own, textIn } from './json.js'

/** About the token, not about the person. */
const ofTheToken = new Set([
  ...['iss', 'aud', 'azp', 'exp', 'iat', 'nbf', 'jti', 'nonce'],
  ...['at_hash', 'c_hash', 's_hash', '_claim_sources'],
])

const valueOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value)

/** A list as it is, an object as one JSON text (Keycloak: realm_access), null as absent. */
function valuesOf(value: unknown): readonly string[] | undefined {
  if (value === null || value === undefined) return undefined
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(valueOf)
  return [valueOf(value)]
}

/** Entra: a distributed claim, a flag, or a link in the place of the groups. https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference#groups-overage-claim */
const markers: readonly (readonly [string, (claims: JsonObject) => boolean])[] = [
  [
    '_claim_names',
    (claims) => {
      const names = own(claims, '_claim_names')
      return isObject(names) && Object.hasOwn(names, 'groups')
    },
  ],
  [
    'hasgroups',
    (claims) => ![undefined, null, false, 'false'].includes(own(claims, 'hasgroups') as string),
  ],
  ['groups:src1', (claims) => Object.keys(claims).some((name) => /^groups:src\d+$/.test(name))],
  ['groups = "src1"', (claims) => /^src\d+$/.test(textIn(claims, 'groups') ?? '')],
]

/** How the IdP says that it left the groups out; undefined when it does not say so. */
export const overageIn = (claims: JsonObject): string | undefined =>
  markers.find(([, says]) => says(claims))?.[0]

/**
 * Attributes of verified claims. With an overage there are no `groups`, not even empty ones; `hasgroups` then says so in
 * the one word core knows, whichever way the IdP chose.
 */
export function attributesOf(claims: JsonObject): Attributes {
  const attributes = new Map<string, readonly string[]>()
  for (const [name, value] of Object.entries(claims)) {
    const values = ofTheToken.has(name) ? undefined : valuesOf(value)
    if (values) attributes.set(name, values)
  }
  if (overageIn(claims) === undefined) return attributes
  attributes.delete('groups')
  return attributes.set('hasgroups', ['true'])
}

/** ID token before UserInfo: the one is signed, the other only fetched. */
export const merged = (idToken: JsonObject, userInfo: JsonObject | undefined): JsonObject => ({
  ...userInfo,
  ...idToken,
})

const overage = (marker: string): Finding => ({
  code: 'groups-overage',
  owner: 'idp',
  detail: `"${marker}" says that the person is in too many groups to list; taken as not said, never as none`,
  remedy:
    'Entra: Token configuration > groups > "Groups assigned to the application", and assign only those the service needs; or provision groups by SCIM.',
  source: 'T44, S46; Microsoft: groups overage claim (200 groups in a JWT)',
})

const unverifiedEmail: Finding = {
  code: 'email-unverified',
  owner: 'idp',
  detail: 'email_verified is false: the IdP does not vouch for the e-mail address',
  remedy:
    'Let the person confirm the address at the IdP, and find people by subject rather than by e-mail.',
  source: 'OpenID Connect Core §5.1 (email_verified)',
}

/** What is accepted and yet worth a word. */
export function claimWarnings(claims: JsonObject): readonly Finding[] {
  const marker = overageIn(claims)
  const isUnverified = [false, 'false'].includes(own(claims, 'email_verified') as string | false)
  return [
    ...(marker === undefined ? [] : [overage(marker)]),
    ...(isUnverified ? [unverifiedEmail] : []),
  ]
}
