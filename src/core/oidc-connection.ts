/** One organization's sign-in trust with one IdP by OpenID Connect, as data. The rules over it are in `oidc-rules.ts`. */
import * as z from 'zod/mini'
import { eitherConnection } from './either-connection.js'
import { idpKinds } from './idp-kind.js'
import { Name, Timestamp, type Frozen } from './schema.js'

const described = (text: string) => z.describe(text)

const text = (longest: number) =>
  z
    .string()
    .check(
      z.minLength(1, 'must not be empty'),
      z.maxLength(longest, `must have at most ${longest} characters`),
    )

/** How the service proves to the IdP's token endpoint who it is. */
export const clientAuthentications = [
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
  'none',
] as const
export type ClientAuthentication = (typeof clientAuthentications)[number]

/** RFC 6749 §3.3. */
const Scope = z
  .string()
  .check(
    z.regex(
      /^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/,
      'must be a scope: ASCII without blanks and quotes',
    ),
  )

/** OpenID Connect Core §3.1.2.1: without `openid` nobody says who signed in. */
const asScopes = (scopes: readonly string[]): string[] => [
  'openid',
  ...[...new Set(scopes)].filter((scope) => scope !== 'openid').sort(),
]

/** What an administrator decides about an OpenID Connect connection. The IdP is named in one of four ways. */
export const OidcConnectionInput = z
  .strictObject({
    organization: Name,
    issuer: z._default(
      z.nullable(
        text(1024).check(
          described("The IdP's issuer, to the letter as its discovery document says."),
        ),
      ),
      null,
    ),
    oktaDomain: z._default(
      z.nullable(text(260).check(described('Okta: the domain, such as acme.okta.com (S21).'))),
      null,
    ),
    entraTenantId: z._default(
      z.nullable(text(64).check(described('Entra: the Directory (tenant) ID (T73).'))),
      null,
    ),
    googleHostedDomain: z._default(
      z.nullable(
        text(260).check(
          described('Google: the primary domain of the Workspace; accounts of others are refused.'),
        ),
      ),
      null,
    ),
    clientId: z
      .string()
      .check(
        z.regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 printable ASCII characters'),
        described('Entra: Application (client) ID.'),
      ),
    clientAuthentication: z._default(
      z
        .enum(clientAuthentications)
        .check(
          described(
            'How the service proves who it is when it redeems a code. private_key_jwt: by a key it makes itself; none: as a public client, by PKCE alone.',
          ),
        ),
      'client_secret_basic',
    ),
    responseType: z._default(
      z
        .enum(['code', 'id_token'])
        .check(
          described(
            'code: an authorization code with PKCE. id_token: the ID Token itself, by form post, where no secret is agreed on (T73).',
          ),
        ),
      'code',
    ),
    responseMode: z._default(
      z.enum(['query', 'form_post']).check(described('How the browser brings the answer back.')),
      'query',
    ),
    scopes: z._default(
      z
        .array(Scope)
        .check(
          z.maxLength(50, 'must have at most 50 scopes'),
          z.overwrite(asScopes),
          described('What is asked for; openid always. A set.'),
        ),
      ['openid', 'email', 'profile'],
    ),
    maxAgeSeconds: z._default(
      z.nullable(
        z
          .int()
          .check(
            z.gte(0, 'must not be negative'),
            z.lte(31_536_000, 'must be at most a year'),
            described('How long ago a person may have proven to the IdP who they are; null: any.'),
          ),
      ),
      null,
    ),
    ...eitherConnection,
  })
  .check(z.meta({ id: 'OidcConnectionInput' }))
export type OidcConnectionInput = Frozen<z.output<typeof OidcConnectionInput>>

/** RFC 6749 §A.2; never comes back. */
const ClientSecret = z
  .string()
  .check(
    z.regex(/^[\x20-\x7e]{1,1024}$/, 'must be 1 to 1,024 printable ASCII characters'),
    described(
      'Kept encrypted, never returned. Left out: the one there is stays. Entra: the Value, not the Secret ID.',
    ),
  )

/** What is sent to create or replace one: the decisions, and the secret beside them. */
export const OidcConnectionPut = z
  .strictObject({ ...OidcConnectionInput.shape, clientSecret: z.optional(ClientSecret) })
  .check(z.meta({ id: 'OidcConnectionPut' }))
export type OidcConnectionPut = z.output<typeof OidcConnectionPut>

const told = <S extends z.ZodMiniType>(schema: S, text: string) =>
  z.nullable(schema).check(described(text))
const unlessSilent = 'null: the IdP does not say.'

/** The IdP as its discovery document described it when last read. */
export const OidcIdpFacts = z
  .object({
    issuer: z.string(),
    idpKind: z.enum(idpKinds),
    tenantId: told(z.string(), 'Entra: the tenant every ID Token must name (T75).'),
    hostedDomain: told(z.string(), 'Google: the domain every ID Token must name.'),
    authorizationEndpoint: z.string(),
    tokenEndpoint: z.string(),
    jwksUri: z.string(),
    userInfoEndpoint: told(z.string(), unlessSilent),
    endSessionEndpoint: told(z.string(), unlessSilent),
    algorithms: z.array(z.string()).check(described('What it signs with and we take.')),
    responseTypes: told(z.array(z.string()), unlessSilent),
    responseModes: told(z.array(z.string()), unlessSilent),
    tokenAuthMethods: told(z.array(z.string()), unlessSilent),
    sendsIssuer: z.boolean().check(described('RFC 9207: it names itself in every callback.')),
    readAt: Timestamp.check(described('When the discovery document was last read.')),
  })
  .check(z.meta({ id: 'OidcIdpFacts' }))
export type OidcIdpFacts = Frozen<z.output<typeof OidcIdpFacts>>

/** A connection as the service holds it: what was decided, and what follows from it. */
export const OidcConnection = z
  .object({
    name: Name,
    ...OidcConnectionInput.shape,
    preset: z.string().check(described("The organization's service preset.")),
    clientSecretSetAt: told(Timestamp, 'When the client secret last changed; null: there is none.'),
    idp: OidcIdpFacts,
    endpoints: z
      .object({ redirectUri: z.string(), loginUrl: z.string(), jwksUrl: z.string() })
      .check(described('Our side, for the IdP to know.')),
    attributeNames: z
      .record(z.string(), z.string())
      .check(described('The claim names in force: what the IdP must send.')),
  })
  .check(z.meta({ id: 'OidcConnection' }))
export type OidcConnection = Frozen<z.output<typeof OidcConnection>>
