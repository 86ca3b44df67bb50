/** Provisioning: what the IdP pushes, where to and with which token, against what the service takes. */
import { isUnsaid, Open, referencesIn, Sealed, shown, type Value } from '../../program/index.js'
import { scimBaseUrlAt, serviceUrlOf } from '../sides/endpoints.js'
import { compare } from '../compare.js'
import type { Facts } from '../sides/facts.js'
import type { Provisioning } from '../sides/provisioning.js'
import { known } from '../sides/said.js'
import {
  broken,
  held,
  mustEqual,
  notAsked,
  rowsAbout,
  undecided,
  untilApply,
  type Outcome,
} from './row.js'

/** Stands for the directory's name where only the IdP's side is in the program. */
const anyName = 'any-name'

/** The base URL of a directory whose name the IdP's side alone tells. */
function fitsTemplate(
  base: string,
  { program }: Facts,
  preset: NonNullable<Provisioning['preset']>,
) {
  const url = scimBaseUrlAt(serviceUrlOf(program), preset, anyName)
  if (typeof url !== 'string') return undefined
  const [before = '', after = ''] = url.split(anyName)
  const name =
    base.startsWith(before) && base.endsWith(after)
      ? base.slice(before.length, base.length - after.length)
      : ''
  return /^[a-z][a-z0-9-]*$/.test(name)
}

function baseUrlOutcome(provisioning: Provisioning, facts: Facts): readonly Outcome[] {
  const { preset, baseUrl, place } = provisioning
  if (preset?.scim === null || !baseUrl || isUnsaid(baseUrl.value)) return notAsked
  if (preset === undefined) return undecided('the service it goes to is not in the program', place)
  const { program, directories } = facts
  const expected = directories.map((each) => ({
    value: program.attribute(each.block, 'base_url') ?? '',
    place: each.place,
  }))
  const right = expected.find(({ value }) => compare(value, baseUrl.value) === 'same')
  if (right) return held
  const url = scimBaseUrlAt(serviceUrlOf(program), preset, anyName)
  const isFixed = !preset.scim.baseUrl.includes('{name}')
  if (isFixed && url !== undefined)
    return mustEqual('SCIM base URL', { value: url, place }, baseUrl)
  const [only] = expected
  if (only && expected.length === 1) return mustEqual('SCIM base URL', only, baseUrl)
  if (typeof baseUrl.value !== 'string' || typeof url !== 'string')
    return endsAlike(baseUrl.value, url)
      ? held
      : undecided(untilApply('the SCIM base URL', baseUrl.value, url), baseUrl.place)
  return fitsTemplate(baseUrl.value, facts, preset)
    ? held
    : broken(
        `expected ${shown(url.replace(anyName, '‹directory›'))}, got ${shown(baseUrl.value)}`,
        baseUrl.place,
        place,
      )
}

/** Both begin with the same expression, and the rest has the template's form. */
function endsAlike(got: Value, expected: Value | undefined): boolean {
  if (!(got instanceof Open) || !(expected instanceof Open)) return false
  const [hole, rest] = got.parts
  const [wanted, form] = expected.parts
  if (
    typeof hole !== 'object' ||
    typeof wanted !== 'object' ||
    hole.expression !== wanted.expression
  )
    return false
  if (typeof rest !== 'string' || typeof form !== 'string') return false
  const [before = '', after = ''] = form.split(anyName)
  return (
    rest.startsWith(before) &&
    rest.endsWith(after) &&
    /^[a-z][a-z0-9-]*$/.test(rest.slice(before.length, rest.length - after.length))
  )
}

const bearer = /^\s*bearer\b/i

/** The word is looked for in what is known, sealed or not, and in what an expression takes off. */
function bearerOutcome({ token, place }: Provisioning): readonly Outcome[] {
  if (!token) return notAsked
  const value = token.value instanceof Sealed ? token.value.value : token.value
  const text = known(value)
  if (text !== undefined)
    return bearer.test(text) ? broken('the token begins with the word Bearer', token.place) : held
  const isStripped =
    value instanceof Open &&
    value.holes.some(({ expression }) => /replace\(.*bearer/i.test(expression))
  const isOurs = referencesIn(token.value).some((each) => each.includes('mortise_directory_token.'))
  return isStripped || isOurs
    ? held
    : undecided(
        untilApply('whether the token begins with the word Bearer', token.value),
        token.place,
        place,
      )
}

function groupsOutcome({ preset, groups, vendor, connection }: Provisioning): readonly Outcome[] {
  if (!preset?.scim || preset.scim.groups) return notAsked
  if (groups.pushed === false) return held
  if (groups.pushed === undefined && groups.isStep)
    return undecided('a person switches group provisioning off in the console', groups.place)
  return broken(
    vendor === 'entra'
      ? `${preset.title} provisions users only; Entra pushes groups unless the mapping is switched off, and no step says so`
      : `${preset.title} provisions users only, and groups are pushed`,
    groups.place,
    connection?.place,
  )
}

export const scimRows = [
  ...rowsAbout('provisioning', [
    {
      code: 'scim-unsupported',
      severity: 'error',
      owner: 'caller',
      rule: 'Provisioning goes to a service that has SCIM.',
      cause: 'The service has no SCIM: every request is refused.',
      remedy:
        'Take the provisioning out; people are created at their first sign-in or by invitation.',
      source: 'W06, W07',
      leadsTo: 'directory-unsupported',
      check: ({ preset, place, connection }) => {
        if (preset === undefined)
          return undecided('the service it goes to is not in the program', place)
        return preset.scim === null
          ? broken(`${preset.title} has no SCIM`, place, connection?.place)
          : held
      },
    },
    {
      code: 'scim-base-url-mismatch',
      severity: 'error',
      owner: 'idp',
      rule: 'The IdP pushes to the directory’s base URL.',
      cause: 'Requests go to an address the service does not answer; Torque’s has no /v2.',
      remedy: 'Give BaseAddress (Entra) or base_url (Okta) the directory’s base URL.',
      source: 'T51, T61, T62',
      check: baseUrlOutcome,
    },
    {
      code: 'scim-groups-pushed',
      severity: 'error',
      owner: 'idp',
      rule: 'Groups are pushed only to a service that takes them.',
      cause:
        'The service provisions users only, and refuses every request about groups; the IdP’s job ends in quarantine.',
      remedy:
        'Entra: Provision Microsoft Entra ID Groups, Enabled = No. Okta: take okta_push_group out.',
      source: 'T50, T61, T62',
      check: groupsOutcome,
    },
    {
      code: 'scim-token-missing',
      severity: 'error',
      owner: 'caller',
      rule: 'The IdP is given the directory’s token.',
      cause: 'Without it every request is answered with 401.',
      remedy: 'Add the credential SecretToken.',
      source: 'T53, T62',
      check: ({ needsToken, token, place }) => {
        if (!needsToken) return notAsked
        return token ? held : broken('there is no SecretToken', place)
      },
    },
    {
      code: 'scim-token-with-bearer',
      severity: 'error',
      owner: 'caller',
      rule: 'The token is given without the word Bearer.',
      cause: 'The IdP adds the word itself; twice, it is no token.',
      remedy: 'Give the token alone.',
      source: 'T54, RFC 6750 §2.1',
      check: bearerOutcome,
    },
  ]),
  ...rowsAbout('directory', [
    {
      code: 'directory-unsupported-by-service',
      severity: 'error',
      owner: 'caller',
      rule: 'Directories belong to organizations of a service that has SCIM.',
      cause: 'The service refuses to make the directory.',
      remedy: 'Take the directory out.',
      source: 'W06, T50',
      leadsTo: 'directory-unsupported',
      check: ({ preset, place }) => {
        if (preset === undefined) return undecided('the organization’s preset is not known', place)
        return preset.scim === null ? broken(`${preset.title} has no SCIM`, place) : held
      },
    },
    {
      code: 'directory-before-sign-in',
      severity: 'warning',
      owner: 'caller',
      rule: 'A directory is made after a connection carries sign-ins.',
      cause:
        'The service refuses SCIM before SSO works; without an activation in the program, the apply fails there.',
      remedy: 'Add mortise_connection_activation, and depends_on = [it] in the directory.',
      source: 'T60',
      leadsTo: 'connection-needed',
      check: ({ preset, place, block, program }) => {
        const isLater = program.input.kind === 'state' || program.input.kind === 'live'
        if (preset?.scim?.needsWorkingSignIn !== true || isLater) return notAsked
        const activations = program.ofType('mortise_connection_activation')
        return activations.some((each) => program.waitsFor(block, each))
          ? held
          : broken('nothing makes the directory wait for an activation', place)
      },
    },
  ]),
]
