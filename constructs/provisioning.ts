/** The part of a Federation that lets the IdP push people: directory and token on the service's side, whatever the IdP takes on its own. */
import type { Construct } from 'constructs'
import type { IdpBinding } from './idp.js'
import { RefusedConstruct } from './refusal.js'
import { Directory, type ConnectionActivation, type IConnection } from './service-provider/index.js'
import type { Waiver } from './waiver.js'

/** How an IdP is let push people by SCIM. */
export interface ProvisioningOptions {
  /**
   * The token the IdP proves itself with, random, 32 to 512 characters: the value of a {@link SecretVariable}, or another
   * reference; never a literal. The service is sent it in a write-only argument and keeps a hash.
   */
  readonly token: string
  /**
   * Change it to send another value: the token is replaced.
   * @default 1
   */
  readonly tokenVersion?: number
  /**
   * Days until the token expires, 1 to 1095.
   * @default 365
   */
  readonly tokenExpiresInDays?: number
  /**
   * Name of the token, which tells it from its successor while both live.
   * @default 'idp'
   */
  readonly tokenName?: string
  /**
   * Where a person finds the token, in steps for a console.
   * @default - that it is the one Terraform was given
   */
  readonly tokenFrom?: string
  /**
   * Name of the directory. Changing it replaces the directory and its people.
   * @default - the connection's name
   */
  readonly directoryName?: string
  /**
   * Accepts that Terraform keeps the token in its state. Entra needs it: its provider has no write-only argument (azuread #1930).
   * @default - none: refused where it would happen
   */
  readonly secretInState?: Waiver
  /**
   * Start provisioning at once (T62).
   * @default true
   */
  readonly enabled?: boolean
}

/** What is there already when provisioning is added to it. */
export interface Provisioned {
  readonly connection: IConnection
  readonly activation: ConnectionActivation | undefined
  readonly binding: IdpBinding
}

/**
 * Directory, token, and the IdP's side of both, below `scope`.
 * @throws RefusedConstruct `directory-unsupported`, `provisioning-unsupported` or `provisioning-without-activation`
 */
export function provision(
  scope: Construct,
  { connection, activation, binding }: Provisioned,
  options: ProvisioningOptions,
): Directory {
  const { organization } = connection
  const directory = new Directory(scope, 'Directory', {
    organization,
    connection,
    name: options.directoryName ?? connection.name,
    ...(activation ? { activation } : {}),
  })
  if (activation === undefined) throw new RefusedConstruct(scope, withoutActivation)
  if (binding.provision === undefined) throw new RefusedConstruct(scope, unsupported)
  const token = directory.addToken(options.tokenName ?? 'idp', {
    value: options.token,
    ...(options.tokenVersion === undefined ? {} : { valueVersion: options.tokenVersion }),
    ...(options.tokenExpiresInDays === undefined
      ? {}
      : { expiresInDays: options.tokenExpiresInDays }),
  })
  const { token: value, tokenFrom, secretInState, enabled } = options
  binding.provision(scope, 'Provisioning', {
    ...{ directory, token: value, after: [token.binding] },
    ...(tokenFrom === undefined ? {} : { tokenFrom }),
    ...(secretInState === undefined ? {} : { secretInState }),
    ...(enabled === undefined ? {} : { enabled }),
  })
  return directory
}

const withoutActivation = {
  code: 'provisioning-without-activation',
  owner: 'caller',
  detail:
    'the service opens a directory only where SSO works, and this federation does not enable its connection',
  remedy:
    'Apply without provisioning, test the connection, then add activation: {} and provisioning. Or say in activation.overrideReason why no test is needed.',
  source: 'T60',
  path: 'provisioning',
} as const

const unsupported = {
  code: 'provisioning-unsupported',
  owner: 'caller',
  detail: 'the IdP of this federation cannot push people by SCIM',
  remedy: 'Leave provisioning out: people come by signing in.',
  path: 'provisioning',
} as const
