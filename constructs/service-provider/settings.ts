/** What a connection may decide differently from its preset: settings, not constants. Which preset leaves what open, core knows. */
import { connectionSettingNames } from '../../src/core/index.js'
import type { IdpKind } from '../claims.js'
import { literalOr } from '../tokens.js'

/** What a connection decides differently from its preset, whatever it speaks. What the preset does not leave open is refused. */
export interface ConnectionSettings {
  /**
   * The IdP at the other end, where the service treats one differently from another (S51, T03).
   * @default - in a Federation, the IdP's own kind; else guessed by the service from the IdP's entity ID or issuer
   */
  readonly idpKind?: IdpKind
  /**
   * SAML: the audience the IdP sends, where it is not our entity ID.
   * @default - our entity ID; under SonarQube Cloud from JumpCloud our ACS URL, as documented (S51)
   */
  readonly audience?: string
  /**
   * SAML: may the IdP begin a sign-in? Only where the preset leaves it open: SonarQube Cloud forbids it (S08), Qualified requires it (Q07).
   * @default - as the preset says; false where it leaves it open
   */
  readonly idpInitiated?: boolean
  /**
   * How people must have proven to the IdP who they are, such as by a second factor (W13); one of these is enough, and it is
   * asked for as well. SAML: AuthnContextClassRef; OpenID Connect: acr or amr.
   * @default - any
   */
  readonly authnContexts?: readonly string[]
  /**
   * Let the IdP's groups give roles, where the preset offers it (W11).
   * @default false
   */
  readonly groupMapping?: boolean
  /**
   * Compare names of spaces and roles without case (T11a).
   * @default false
   */
  readonly caseInsensitive?: boolean
  /**
   * One space and several roles: the first, or the first that exists (T26).
   * @default 'ignore'
   */
  readonly extraRoles?: 'ignore' | 'firstValid'
  /**
   * Read the account role from the IdP (T34).
   * @default false
   */
  readonly accountRole?: boolean
  /**
   * Refresh name, e-mail address and time zone at each sign-in (T32).
   * @default - as the preset says
   */
  readonly updateContact?: boolean
  /**
   * Refresh spaces and roles at each sign-in (T31).
   * @default - as the preset says
   */
  readonly updateAccess?: boolean
  /**
   * Where a directory is on: does it alone create people, or may a first sign-in do so too?
   * @default 'scim'
   */
  readonly precedence?: 'scim' | 'jit'
}

const names: readonly (keyof ConnectionSettings)[] = connectionSettingNames

/** The settings among the props of a connection; undefined where nothing is set. */
export function settingsIn(props: ConnectionSettings): ConnectionSettings | undefined {
  const set = names.filter((name) => props[name] !== undefined)
  return set.length === 0 ? undefined : Object.fromEntries(set.map((name) => [name, props[name]]))
}

/** The props of a connection without its settings: Terraform has those in an object of their own. */
export function withoutSettings<P extends ConnectionSettings>(
  props: P,
): Omit<P, keyof ConnectionSettings> {
  const isSetting = (name: string) => (names as readonly string[]).includes(name)
  const rest = Object.entries(props).filter(([name]) => !isSetting(name))
  return Object.fromEntries(rest) as Omit<P, keyof ConnectionSettings>
}

/** For core's parser: what is not known yet is left out, for it can contradict nothing. */
export function literalSettings(props: ConnectionSettings): ConnectionSettings {
  const known = names.filter((name) => literalOr(props[name], undefined) !== undefined)
  return Object.fromEntries(known.map((name) => [name, props[name]]))
}
