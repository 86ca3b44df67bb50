/** What can be said of an OpenID Connect connection before it is made: whether its preset takes it, whether its secret is there, and what our side will be called. */
import {
  checkOidcConnection,
  oidcEndpoints,
  parseOidcConnection,
  usesSecret,
  type ClientAuthentication,
  type ServicePreset,
} from '../../core/index.js'
import { complaintsOf } from '../complaints.js'
import {
  DiagnosticError,
  error,
  isUnknown,
  UNKNOWN,
  warning,
  type Diagnostic,
  type Unknown,
} from '../framework/index.js'
import type { ServiceClient } from '../service-client.js'
import { knownOf } from './connection-plan.js'
import type { Asking } from '../surroundings.js'
import { always, knownElements, knownFields, withStandIns } from './stand-ins.js'

/** As much of a plan as is looked at here. Anything may be unknown. */
export interface Draft {
  readonly name: unknown
  readonly organization: unknown
  readonly issuer: unknown
  readonly oktaDomain: unknown
  readonly entraTenantId: unknown
  readonly googleHostedDomain: unknown
  readonly clientId: unknown
  readonly clientAuthentication: unknown
  readonly responseType: unknown
  readonly responseMode: unknown
  readonly scopes: unknown
  readonly maxAgeSeconds: unknown
  readonly attributeMapping: unknown
  readonly justInTimeProvisioning: unknown
  readonly settings: unknown
}

const fields = [
  ...(['organization', 'issuer', 'oktaDomain', 'entraTenantId', 'googleHostedDomain'] as const),
  ...(['clientId', 'clientAuthentication', 'responseType', 'responseMode', 'scopes'] as const),
  ...(['maxAgeSeconds', 'attributeMapping', 'justInTimeProvisioning', 'settings'] as const),
] satisfies readonly (keyof Draft)[]

/** For checking the rest while an IdP's app is still to be made. How we authenticate and are answered has none: much hangs on it. */
const standIns = {
  organization: always('organization'),
  issuer: always('https://idp.example'),
  oktaDomain: always('idp.example'),
  entraTenantId: always('not-known-yet'),
  googleHostedDomain: always('idp.example'),
  clientId: always('not-known-yet'),
  scopes: knownElements,
  maxAgeSeconds: always(0),
  attributeMapping: knownFields,
  justInTimeProvisioning: always(true),
  settings: knownFields,
}

const withoutNulls = (value: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== null))

/** As the parser wants it; undefined where too much is not known yet. */
function inputOf(draft: Draft, clientSecret: unknown = null): object | undefined {
  const decided = Object.fromEntries(fields.map((name) => [name, draft[name]]))
  const known = withStandIns<object>(decided, standIns)
  if (known === undefined) return undefined
  const { settings, ...rest } = known as { readonly settings?: object | null }
  return withoutNulls({
    ...rest,
    settings: settings ? withoutNulls(settings) : null,
    clientSecret: isUnknown(clientSecret) ? 'not-known-yet' : clientSecret,
  })
}

/** The rules that need nobody else. */
export function complaintsAbout(
  config: Draft & { readonly clientSecretWo: unknown },
): readonly Diagnostic[] {
  const input = inputOf(config, config.clientSecretWo)
  return input === undefined ? [] : complaintsOf(() => parseOidcConnection(input))
}

/** @throws DiagnosticError with what the service would refuse */
function checkAgainst(preset: ServicePreset, draft: Draft): void {
  const input = inputOf(draft)
  if (input === undefined) return
  const protocol = preset.protocols.includes('oidc') ? undefined : (['organization'] as const)
  const { input: parsed } = parseOidcConnection(input)
  const found = complaintsOf(() => checkOidcConnection(preset, parsed), protocol)
  if (found.length > 0) throw new DiagnosticError(...found)
}

const secretMissing = (): Diagnostic =>
  error(
    'Client secret missing',
    'client_authentication needs a client secret, and client_secret_wo is not given.\n\nGive client_secret_wo from an ephemeral variable or resource; or set client_authentication to private_key_jwt.\n\nCode: client-secret-missing',
    ['clientSecretWo'],
  )

interface Secretive extends Draft {
  readonly clientSecretWoVersion: unknown
}

const hasUse = ({ clientAuthentication: method }: Secretive): boolean =>
  !isUnknown(method) && usesSecret(method as ClientAuthentication)

/** Is a secret to be sent with this change? With the first, with another version, and where none was used before. */
export const sendsSecret = (prior: Secretive | null, planned: Secretive): boolean =>
  prior === null ||
  prior.clientSecretWoVersion !== planned.clientSecretWoVersion ||
  (hasUse(planned) && !hasUse(prior))

/**
 * A secret is wanted where one is to be sent.
 * @throws DiagnosticError
 */
export function checkPlan(prior: Secretive | null, planned: Secretive, secret: unknown): void {
  if (!hasUse(planned)) return
  if (sendsSecret(prior, planned) && secret === null) throw new DiagnosticError(secretMissing())
}

/** The service tells a secret to nobody but those it was given for: better heard before the apply. */
export function secretLikelyRefused(
  prior: Secretive | null,
  planned: Secretive,
): readonly Diagnostic[] {
  if (prior === null || sendsSecret(prior, planned) || !hasUse(planned)) return []
  const party = [
    ...(['clientId', 'issuer', 'oktaDomain', 'entraTenantId'] as const),
    'googleHostedDomain' as const,
  ]
  const changed = party.find((name) => prior[name] !== planned[name])
  if (changed === undefined) return []
  return [
    warning(
      'Client secret needed again',
      'The client secret there is was given for another client ID or another IdP, and the service tells it to nobody else: the apply will be refused unless it is the same app at the same token endpoint.\n\nGive the secret of the new one as client_secret_wo, and change client_secret_wo_version.\n\nCode: client-secret-needed-again',
      [changed],
    ),
  ]
}

/** What the IdP is told of us. */
interface OurSide {
  readonly redirectUri: string | Unknown
  readonly loginUrl: string | Unknown
  readonly jwksUrl: string | Unknown
  readonly attributeNames: Readonly<Record<string, string>> | Unknown
}

const notKnown: OurSide = {
  redirectUri: UNKNOWN,
  loginUrl: UNKNOWN,
  jwksUrl: UNKNOWN,
  attributeNames: UNKNOWN,
}

/** The endpoints follow from names alone; known here, an IdP's app can be planned with them in the same run. */
export async function ourSide(
  client: ServiceClient,
  draft: Draft,
  asking: Asking,
): Promise<OurSide> {
  const known = await knownOf(client, draft, asking, (preset) => checkAgainst(preset, draft))
  if (known === undefined) return notKnown
  const { name } = draft
  const { preset, publicUrl, attributeNames } = known
  if (typeof name !== 'string' || publicUrl === undefined) return { ...notKnown, attributeNames }
  return { ...oidcEndpoints(publicUrl, preset.key, name), attributeNames }
}
