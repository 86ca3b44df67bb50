/** mortise_oidc_connection: an organization's sign-in trust with one OpenID Connect IdP. Its client secret is write-only: sent when its version changes, kept in no state. */
import { clientAuthentications, type OidcConnection } from '../../core/index.js'
import {
  between,
  bool,
  definitionsFor,
  int64,
  lengthBetween,
  object,
  oneOf,
  set,
  sizeBetween,
  string,
  type Validator,
} from '../framework/index.js'
import type { ServiceClient } from '../service-client.js'
import { organizationName, secureUrl, unchangedSince } from './attributes.js'
import { connectionName, endpoint, mappingTo, namesInForce } from './connection-plan.js'
import { settings } from './connection-settings.js'
import {
  checkPlan,
  complaintsAbout,
  ourSide,
  secretLikelyRefused,
  sendsSecret,
} from './oidc-connection-plan.js'
import { bodyOf, decidedOf, stateOf, type Decided } from './oidc-connection-wire.js'

const { defineResource } = definitionsFor<ServiceClient>()

/** Always asked for, so that a set without it and one with it cannot differ. */
const besideOpenid: Validator<string> = Object.assign(
  (scope: string) => (scope === 'openid' ? 'is always asked for; leave it out' : undefined),
  { rule: 'any but `openid`, which is always asked for' },
)

/** @param clientSecret - undefined: the one there is stays */
const puttingOf = (decided: Decided, clientSecret: string | undefined, signal: AbortSignal) =>
  ({
    put: 'putOidcConnection',
    get: 'getOidcConnection',
    params: { name: decided.name },
    body: { ...bodyOf(decided), ...(clientSecret === undefined ? {} : { clientSecret }) },
    signal,
    type: 'mortise_oidc_connection',
    id: decided.name,
  }) as const

const oneOfFour = 'One of the four ways to name the IdP.'

export const oidcConnection = defineResource({
  typeName: 'oidc_connection',
  description:
    "An organization's sign-in trust with one OpenID Connect IdP, named by issuer, Okta domain, Entra tenant or Google Workspace domain: one of the four. Its discovery document is read at once. The client secret is in no state and no plan; Terraform 1.11 or later is needed to give one.",
  identifiedBy: ['name'],
  timeoutsAttribute: true,
  attributes: {
    name: connectionName,
    organization: organizationName,
    issuer: string({
      optional: true,
      validate: [secureUrl, lengthBetween(1, 1024)],
      description: `The IdP's issuer, to the letter as its discovery document says it. ${oneOfFour}`,
    }),
    oktaDomain: string({
      optional: true,
      validate: [lengthBetween(1, 260)],
      description: `Okta: the domain, such as \`acme.okta.com\`. ${oneOfFour}`,
    }),
    entraTenantId: string({
      optional: true,
      validate: [lengthBetween(1, 64)],
      description: `Entra: the Directory (tenant) ID. ${oneOfFour}`,
    }),
    googleHostedDomain: string({
      optional: true,
      validate: [lengthBetween(1, 260)],
      description: `Google: the primary domain of the Workspace; accounts of others are refused. ${oneOfFour}`,
    }),
    clientId: string({
      required: true,
      validate: [lengthBetween(1, 255)],
      description: "The app's client ID at the IdP. Entra: Application (client) ID.",
    }),
    clientAuthentication: string({
      optional: true,
      default: 'client_secret_basic',
      validate: [oneOf(...clientAuthentications)],
      description:
        'How the service proves who it is when it redeems a code. `private_key_jwt`: by a key it makes itself, published at `jwks_url`; `none`: as a public client, by PKCE alone.',
    }),
    clientSecretWo: string({
      optional: true,
      writeOnly: true,
      sensitive: true,
      validate: [lengthBetween(1, 1024)],
      description:
        'The client secret. Sent when the connection is created, and when `client_secret_wo_version` changes; kept in no state. A change of anything else leaves the secret as it is.',
    }),
    clientSecretWoVersion: int64({
      optional: true,
      default: 1,
      description: 'Change it to send another client secret.',
    }),
    responseType: string({
      optional: true,
      default: 'code',
      validate: [oneOf('code', 'id_token')],
      description:
        '`code`: an authorization code with PKCE. `id_token`: the ID Token itself, by form post, where no secret is agreed on.',
    }),
    responseMode: string({
      optional: true,
      default: 'query',
      validate: [oneOf('query', 'form_post')],
      description: 'How the browser brings the answer back.',
    }),
    scopes: set(string({ validate: [besideOpenid, lengthBetween(1, 256)] }), {
      optional: true,
      default: ['email', 'profile'],
      validate: [sizeBetween(0, 49)],
      description: 'What is asked for beside `openid`; a set.',
    }),
    maxAgeSeconds: int64({
      optional: true,
      validate: [between(0, 31_536_000)],
      description:
        'How long ago a person may have proven to the IdP who they are. Left out: any time.',
    }),
    attributeMapping: mappingTo('claim'),
    justInTimeProvisioning: bool({
      optional: true,
      default: true,
      description: 'Create people at their first sign-in; otherwise only known people may sign in.',
    }),
    settings,
    redirectUri: endpoint(
      'Where the IdP sends a person back. Okta: Sign-in redirect URI; Entra: Redirect URI.',
    ),
    loginUrl: endpoint('Where a person begins a sign-in.'),
    jwksUrl: endpoint(
      'Our public keys, for an IdP we prove ourselves to by `private_key_jwt`. Okta: Public keys URL.',
    ),
    attributeNames: namesInForce('claim'),
    clientSecretSetAt: string({
      computed: true,
      nullable: true,
      description: 'When the client secret last changed; null when there is none.',
    }),
    idp: object(
      {
        issuer: string({ computed: true, description: 'To the letter what every ID Token says.' }),
        authorizationEndpoint: string({ computed: true, description: 'Where people sign in.' }),
        tokenEndpoint: string({ computed: true, description: 'Where codes are redeemed.' }),
        jwksUri: string({ computed: true, description: 'Where its keys are.' }),
      },
      { computed: true, description: 'The IdP as its discovery document described it.' },
    ),
  },
  validate: ({ config }) => complaintsAbout(config),
  async modifyPlan({ config, prior, planned, client, signal, log, report }) {
    if (prior === planned) return
    checkPlan(prior, planned, config.clientSecretWo)
    secretLikelyRefused(prior, planned).forEach(report)
    if (client === undefined) return
    return { planned: { ...planned, ...(await ourSide(client, planned, { signal, log })) } }
  },
  async create({ config, planned, client, signal }) {
    const secret = config.clientSecretWo ?? undefined
    return stateOf(
      await client.create(puttingOf(planned, secret, signal)),
      planned.clientSecretWoVersion,
    )
  },
  async read({ state, client, signal }) {
    const { name } = state
    const found = await client.read({
      get: 'getOidcConnection',
      list: 'listOidcConnections',
      params: { name },
      key: { name },
      signal,
    })
    // After an import it is not known which version was sent: a decision of the configuration.
    const { clientSecretWoVersion } = state as { readonly clientSecretWoVersion?: number | null }
    return found ? stateOf(found, clientSecretWoVersion ?? 1) : null
  },
  async update({ config, prior, planned, client, signal }) {
    const secret = sendsSecret(prior, planned) ? (config.clientSecretWo ?? undefined) : undefined
    const putting = puttingOf(planned, secret, signal)
    const current: OidcConnection & { readonly version: number } = await client.call(
      'getOidcConnection',
      { params: putting.params, signal },
    )
    const seen = { ...bodyOf(decidedOf(current)), version: current.version }
    const condition = unchangedSince(`connection "${planned.name}"`, bodyOf(prior), seen)
    return stateOf(await client.replace(putting, condition), planned.clientSecretWoVersion)
  },
  async delete({ state: { name }, client, signal }) {
    await client.find('deleteOidcConnection', { params: { name }, signal })
  },
})
