/** Entra's apps, as the azuread provider's resources say them: one app is an application, a service principal, and resources that add to both. */
import { entraClaims } from '../../core/index.js'
import { blockIn, isUnsaid, itemsIn, type Block, type Value } from '../../program/index.js'
import type { Place } from '../finding.js'
import type { Program } from '../program.js'
import type { Icon, OidcApp, SamlApp, Sent } from './app.js'
import { policiesOf } from './entra-claims.js'
import { groupsOf, optionalClaimsOf } from './entra-groups.js'
import { flag, known, said, type Said } from './said.js'

/** *Create your own application*, any other application not found in the gallery (S40). */
export const nonGalleryTemplate = '8adf8e6e-67b2-4cf2-a259-e3dc5476c621'

const place = (program: Program, block: Block, path?: string): Place =>
  program.place('idp', block, path)

/** Resources of a type that point to a block by one of their arguments. */
function pointingTo(
  program: Program,
  type: string,
  argument: string,
  block: Block | undefined,
): readonly Block[] {
  return program.pointingTo(type, argument, block, ['id', 'object_id', 'client_id'])
}

export const principalOf = (program: Program, application: Block): Block | undefined =>
  pointingTo(program, 'azuread_service_principal', 'client_id', application)[0] ??
  pointingTo(program, 'azuread_service_principal', 'application_id', application)[0]

const listed = (
  program: Program,
  block: Block,
  value: Value | undefined,
  path: string,
): readonly Said[] | undefined =>
  itemsIn(value)?.flatMap((item) =>
    isUnsaid(item) ? [] : [{ value: item, place: place(program, block, path) }],
  )

/** Reply URLs stand in the application, or in resources of their own: then the application leaves `web` alone. */
function redirectUrisOf(program: Program, application: Block): readonly Said[] | undefined {
  const apart = pointingTo(
    program,
    'azuread_application_redirect_uris',
    'application_id',
    application,
  )
    .filter((each) => program.get(each, 'type') !== 'PublicClient')
    .map((each) => listed(program, each, program.get(each, 'redirect_uris'), 'redirect_uris'))
  const web = blockIn(program.get(application, 'web'))
  const inside = application.ignored.includes('web')
    ? []
    : listed(program, application, web?.['redirect_uris'], 'web')
  return flattened([...(apart.length > 0 && !web ? [] : [inside]), ...apart])
}

const flattened = (lists: readonly (readonly Said[] | undefined)[]): readonly Said[] | undefined =>
  lists.some((list) => list === undefined) ? undefined : unique(lists.flatMap((list) => list ?? []))

const unique = (all: readonly Said[]): readonly Said[] =>
  all.filter(
    ({ value }, index) =>
      typeof value !== 'string' || all.findIndex((each) => each.value === value) === index,
  )

function identifiersOf(program: Program, application: Block): readonly Said[] | undefined {
  const apart = pointingTo(
    program,
    'azuread_application_identifier_uri',
    'application_id',
    application,
  )
    .map((each) => said(program, 'idp', each, 'identifier_uri'))
    .filter((each) => each !== undefined)
  const inside = application.ignored.includes('identifier_uris')
    ? []
    : listed(program, application, program.get(application, 'identifier_uris'), 'identifier_uris')
  return flattened([inside, apart])
}

function iconOf(program: Program, application: Block, principal: Block | undefined): Icon {
  const tags = principal && blockIn(program.get(principal, 'feature_tags'))
  const told = principal ? said(program, 'idp', principal, 'login_url') : undefined
  return {
    hidden: flag(tags?.['hide'], false),
    signOnUrl: told && !isUnsaid(told.value) ? told : undefined,
    place: place(program, principal ?? application, principal && 'feature_tags'),
  }
}

function assignmentsOf(program: Program, principal: Block | undefined): SamlApp['assignments'] {
  const required = principal
    ? flag(program.get(principal, 'app_role_assignment_required'), false)
    : undefined
  const count = pointingTo(program, 'azuread_app_role_assignment', 'resource_object_id', principal)
  return { required, count: count.length }
}

/** The gallery entry, by its ID or by the data source that looked it up by name. */
function templateOf(program: Program, application: Block): Said | undefined {
  const told = said(program, 'idp', application, 'template_id')
  const written = application.values['template_id']
  const looked = program
    .ofType('azuread_application_template', 'data')
    .find((each) => program.pointsTo(written, each, ['template_id'], application))
  const name = looked && said(program, 'idp', looked, 'display_name')
  if (name) return name
  const id = known(told?.value)
  return id === undefined || id === '' || id === nonGalleryTemplate ? undefined : told
}

/** What Entra sends where no policy says otherwise. */
const basicNames = [
  entraClaims.email,
  entraClaims.givenName,
  entraClaims.familyName,
  entraClaims.login,
  entraClaims.name,
]

export function entraSamlApp(program: Program, application: Block): SamlApp {
  const principal = principalOf(program, application)
  const policies = policiesOf(program, principal)
  const certificates = pointingTo(
    program,
    'azuread_service_principal_token_signing_certificate',
    'service_principal_id',
    principal,
  )
  const groups = groupsOf(program, application, 'saml2_token')
  const [text] = policies.map((each) => each.text)
  const isOpen = policies.some((each) => each.text.isOpen)
  const basicClaims = isOpen ? undefined : (text?.basicClaims ?? true)
  return {
    ...{ protocol: 'saml', vendor: 'entra', block: application },
    place: place(program, application),
    parts: [principal, ...certificates].filter((each) => each !== undefined),
    icon: iconOf(program, application, principal),
    assignments: assignmentsOf(program, principal),
    template: templateOf(program, application),
    acsUrls: redirectUrisOf(program, application),
    ...{ recipient: undefined, destination: undefined, relayState: undefined },
    audiences: identifiersOf(program, application),
    nameIdFormat: undefined,
    nameIdValue: text?.nameId && { value: text.nameId.source, place: text.nameId.place },
    sent: isOpen
      ? undefined
      : [
          ...policies.flatMap((each) => each.text.sent),
          ...(basicClaims ? basicSent(program, application) : []),
          ...(groups ? [{ name: groups.name, kind: 'groups' as const }] : []),
        ],
    groups,
    // Entra signs the assertion by RSA-SHA256; what else it can do, no provider sets.
    signing: {
      ...{ response: false, assertion: true, algorithm: undefined, digest: undefined },
      place: place(program, application),
    },
    wantsSignedRequests: undefined,
    certificateEnds: certificates
      .map((each) => said(program, 'idp', each, 'end_date'))
      .filter((each) => each !== undefined),
    entra: { principal, certificates, policies: policies.map((each) => each.policy), basicClaims },
  }
}

const basicSent = (program: Program, application: Block): readonly Sent[] =>
  basicNames.map((name) => ({
    name: { value: name, place: place(program, application) },
    kind: 'value',
  }))

export function entraOidcApp(program: Program, application: Block): OidcApp {
  const principal = principalOf(program, application)
  const web = blockIn(program.get(application, 'web'))
  const implicit = blockIn(web?.['implicit_grant'])
  const api = blockIn(program.get(application, 'api'))
  const at = (value: Value | undefined, path: string): Said | undefined =>
    isUnsaid(value) ? undefined : { value, place: place(program, application, path) }
  const passwords = pointingTo(
    program,
    'azuread_application_password',
    'application_id',
    application,
  )
  return {
    ...{ protocol: 'oidc', vendor: 'entra', block: application },
    place: place(program, application),
    parts: principal ? [principal] : [],
    icon: iconOf(program, application, principal),
    assignments: assignmentsOf(program, principal),
    template: templateOf(program, application),
    redirectUris: redirectUrisOf(program, application),
    ...{ responseTypes: [], grantTypes: [], pkceRequired: undefined },
    implicit: {
      idToken: flag(implicit?.['id_token_issuance_enabled'], false),
      accessToken: flag(implicit?.['access_token_issuance_enabled'], false),
      place: place(program, application, 'web'),
    },
    hasSecret: passwords.length > 0 || blockIn(program.get(application, 'password')) !== undefined,
    groups: groupsOf(program, application, 'id_token'),
    optionalClaims: optionalClaimsOf(program, application, 'id_token'),
    fragileGroups: undefined,
    audience: at(program.get(application, 'sign_in_audience'), 'sign_in_audience'),
    tokenVersion: at(api?.['requested_access_token_version'], 'api'),
  }
}

/** Is it a SAML app? Its service principal's mode says so; else what only SAML needs. */
export function speaksSaml(program: Program, application: Block): boolean {
  const principal = principalOf(program, application)
  const mode = principal && program.get(principal, 'preferred_single_sign_on_mode')
  if (!isUnsaid(mode) && typeof mode === 'string') return mode === 'saml'
  return (
    pointingTo(
      program,
      'azuread_service_principal_token_signing_certificate',
      'service_principal_id',
      principal,
    ).length > 0 || policiesOf(program, principal).length > 0
  )
}
