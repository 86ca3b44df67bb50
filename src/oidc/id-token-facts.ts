/** The claims of an ID token the rules are about, read once: typed, or absent, or of the wrong kind and named so. */
import { type JsonObject, own, textIn, textsIn } from './json.js'

export interface IdTokenFacts {
  /** Names of claims that are there and of another JSON type than the standard says. */
  readonly malformed: readonly string[]
  readonly issuer: string | undefined
  readonly subject: string | undefined
  readonly audiences: readonly string[]
  readonly authorizedParty: string | undefined
  readonly nonce: string | undefined
  readonly issuedAt: Date | undefined
  readonly notBefore: Date | undefined
  readonly expiresAt: Date | undefined
  readonly authTime: Date | undefined
  readonly accessTokenHash: string | undefined
  readonly codeHash: string | undefined
  readonly tenantId: string | undefined
  readonly hostedDomain: string | undefined
  /** How the person proved who they are: acr, then amr. Of another kind than they should be, they say nothing. */
  readonly authnContexts: readonly string[]
}

const texts = ['iss', 'sub', 'azp', 'nonce', 'at_hash', 'c_hash', 'tid', 'hd'] as const
const instants = ['iat', 'nbf', 'exp', 'auth_time'] as const

/** The last second a JavaScript Date can hold; a larger number is no time. */
const lastSecond = 8_640_000_000_000

const isInstant = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value <= lastSecond

const isAudience = (value: unknown): boolean =>
  typeof value === 'string' ||
  (Array.isArray(value) && value.every((item) => typeof item === 'string'))

const isUnlike = (claims: JsonObject, name: string, is: (value: unknown) => boolean): boolean => {
  const value = own(claims, name)
  return value !== undefined && !is(value)
}

function malformedIn(claims: JsonObject): readonly string[] {
  const isText = (value: unknown): boolean => typeof value === 'string'
  return [
    ...texts.filter((name) => isUnlike(claims, name, isText)),
    ...instants.filter((name) => isUnlike(claims, name, isInstant)),
    ...(isUnlike(claims, 'aud', isAudience) ? ['aud'] : []),
  ]
}

function instantIn(claims: JsonObject, name: (typeof instants)[number]): Date | undefined {
  const value = own(claims, name)
  return isInstant(value) ? new Date(value * 1000) : undefined
}

const audiencesIn = (claims: JsonObject): readonly string[] =>
  [own(claims, 'aud')].flat().filter((item): item is string => typeof item === 'string')

export const idTokenFacts = (claims: JsonObject): IdTokenFacts => ({
  malformed: malformedIn(claims),
  issuer: textIn(claims, 'iss'),
  subject: textIn(claims, 'sub'),
  audiences: audiencesIn(claims),
  authorizedParty: textIn(claims, 'azp'),
  nonce: textIn(claims, 'nonce'),
  issuedAt: instantIn(claims, 'iat'),
  notBefore: instantIn(claims, 'nbf'),
  expiresAt: instantIn(claims, 'exp'),
  authTime: instantIn(claims, 'auth_time'),
  accessTokenHash: textIn(claims, 'at_hash'),
  codeHash: textIn(claims, 'c_hash'),
  tenantId: textIn(claims, 'tid'),
  hostedDomain: textIn(claims, 'hd'),
  authnContexts: [...[textIn(claims, 'acr') ?? []].flat(), ...(textsIn(claims, 'amr') ?? [])],
})
