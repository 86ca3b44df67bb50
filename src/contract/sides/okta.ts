/** Okta's apps, as the okta provider's resources say them. Defaults are the provider's: a switch left out is sent as off. */
import {
  blockIn,
  isEntries,
  isUnsaid,
  itemsIn,
  Open,
  type Block,
  type Value,
} from '../../program/index.js'
import type { Place } from '../finding.js'
import type { Program } from '../program.js'
import type { Icon, OidcApp, SamlApp, Sent, SentGroups } from './app.js'
import { flag, known, said, type Said } from './said.js'

const place = (program: Program, block: Block, path?: string): Place =>
  program.place('idp', block, path)

function iconOf(program: Program, block: Block): Icon {
  const web = flag(program.get(block, 'hide_web'), false)
  return { hidden: web, signOnUrl: undefined, place: place(program, block, 'hide_web') }
}

const assignmentTypes = ['okta_app_group_assignments', 'okta_app_group_assignment', 'okta_app_user']

function assignmentsOf(program: Program, block: Block): SamlApp['assignments'] {
  const broker = flag(program.get(block, 'implicit_assignment'), false)
  const count = assignmentTypes.flatMap((type) => program.pointingTo(type, 'app_id', block)).length
  return { required: broker === undefined ? undefined : !broker, count }
}

function listed(
  program: Program,
  block: Block,
  name: string,
  pick: (item: Value) => Value | undefined = (item) => item,
): readonly Said[] | undefined {
  return itemsIn(program.get(block, name))?.flatMap((item, index) => {
    const value = pick(item)
    return isUnsaid(value) ? [] : [{ value, place: place(program, block, `${name}.${index}`) }]
  })
}

/** One ACS, or as many as somebody has added: *Other Requestable SSO URLs* (S07). */
function acsUrlsOf(program: Program, block: Block): readonly Said[] | undefined {
  const main = said(program, 'idp', block, 'sso_url')
  const more = listed(program, block, 'acs_endpoints')
  const indexed = listed(program, block, 'acs_endpoints_indices', (item) =>
    isEntries(item) ? item['url'] : item,
  )
  if (more === undefined || indexed === undefined) return undefined
  const texts = new Set<string>()
  const all = [...(main && !isUnsaid(main.value) ? [main] : []), ...more, ...indexed]
  return all.filter(({ value }) => {
    if (typeof value !== 'string') return true
    const isNew = !texts.has(value)
    texts.add(value)
    return isNew
  })
}

interface Statement {
  readonly entry: { readonly [name: string]: Value }
  readonly index: number
}

const statementsOf = (program: Program, block: Block): readonly Statement[] | undefined =>
  itemsIn(program.get(block, 'attribute_statements'))?.flatMap((item, index) =>
    isEntries(item) ? [{ entry: item, index }] : [],
  )

const isGroup = ({ entry }: Statement): boolean => entry['type'] === 'GROUP'

/** Okta's expressions quote a constant: `"Space Member"`. */
const constantIn = (entry: Statement['entry']): string | undefined => {
  const [value, ...others] = itemsIn(entry['values']) ?? []
  const quoted = others.length === 0 && typeof value === 'string' ? /^"(.*)"$/.exec(value) : null
  return quoted?.[1]
}

function sentBy(program: Program, block: Block, statement: Statement): Sent {
  const path = `attribute_statements.${statement.index}.name`
  const constant = constantIn(statement.entry)
  return {
    name: { value: statement.entry['name'] ?? '', place: place(program, block, path) },
    kind: isGroup(statement) ? 'groups' : 'value',
    ...(constant === undefined ? {} : { constant }),
  }
}

function groupsOf(program: Program, block: Block): SentGroups | undefined {
  const statement = statementsOf(program, block)?.find(isGroup)
  if (!statement) return undefined
  const path = `attribute_statements.${statement.index}`
  return {
    name: sentBy(program, block, statement).name,
    identifier: 'displayName',
    scope: 'filtered',
    place: place(program, block, path),
  }
}

export function oktaSamlApp(program: Program, block: Block): SamlApp {
  const at = (name: string): Said | undefined => said(program, 'idp', block, name)
  const audience = at('audience')
  return {
    ...{ protocol: 'saml', vendor: 'okta', block, place: place(program, block), parts: [] },
    icon: iconOf(program, block),
    assignments: assignmentsOf(program, block),
    template: templateOf(program, block),
    acsUrls: acsUrlsOf(program, block),
    recipient: at('recipient'),
    destination: at('destination'),
    audiences: audience ? [audience] : [],
    nameIdFormat: at('subject_name_id_format'),
    nameIdValue: at('subject_name_id_template'),
    sent: statementsOf(program, block)?.map((each) => sentBy(program, block, each)),
    groups: groupsOf(program, block),
    signing: {
      response: flag(program.get(block, 'response_signed'), false),
      assertion: flag(program.get(block, 'assertion_signed'), false),
      algorithm: at('signature_algorithm'),
      digest: at('digest_algorithm'),
      place: place(program, block, 'response_signed'),
    },
    relayState: at('default_relay_state'),
    wantsSignedRequests: at('saml_signed_request_enabled'),
    certificateEnds: certificateEnds(program, block),
  }
}

/** A catalogue app has endpoints of its own; the name Okta gives a custom app is no catalogue entry. */
function templateOf(program: Program, block: Block): Said | undefined {
  const found = said(program, 'idp', block, 'preconfigured_app')
  const name = known(found?.value) ?? ''
  return found === undefined || name === '' || /_\d+$/.test(name) ? undefined : found
}

/** In state, the app's keys tell their ends. */
function certificateEnds(program: Program, block: Block): readonly Said[] {
  const current = known(program.get(block, 'key_id'))
  return (itemsIn(program.get(block, 'keys')) ?? []).flatMap((key, index) => {
    const entry = blockIn(key)
    const end = entry?.['expires_at']
    if (isUnsaid(end) || (current !== undefined && entry?.['kid'] !== current)) return []
    return [{ value: end, place: place(program, block, `keys.${index}.expires_at`) }]
  })
}

export function oktaOidcApp(program: Program, block: Block): OidcApp {
  const grants = listed(program, block, 'grant_types')
  const responses = listed(program, block, 'response_types')
  const has = (list: readonly Said[] | undefined, text: string): boolean | undefined =>
    list === undefined || list.some(({ value }) => value instanceof Open)
      ? undefined
      : list.some(({ value }) => value === text)
  const claim = blockIn(program.get(block, 'groups_claim'))
  const claimPlace = place(program, block, 'groups_claim')
  return {
    ...{ protocol: 'oidc', vendor: 'okta', block, place: place(program, block), parts: [] },
    icon: iconOf(program, block),
    assignments: assignmentsOf(program, block),
    template: undefined,
    redirectUris: listed(program, block, 'redirect_uris'),
    responseTypes: responses,
    grantTypes: grants,
    pkceRequired: flag(program.get(block, 'pkce_required'), false),
    implicit: {
      idToken: has(responses, 'id_token'),
      accessToken: has(responses, 'token'),
      place: place(program, block, 'response_types'),
    },
    hasSecret: hasSecretIn(program, block),
    groups: claim && {
      name: { value: claim['name'] ?? 'groups', place: claimPlace },
      ...{ identifier: 'displayName', scope: 'filtered', place: claimPlace },
    },
    optionalClaims: undefined,
    fragileGroups: claim && claimPlace,
    audience: undefined,
    tokenVersion: undefined,
  }
}

function hasSecretIn(program: Program, block: Block): boolean | undefined {
  const method = program.get(block, 'token_endpoint_auth_method')
  if (method instanceof Open) return undefined
  return method !== 'none'
}
