/** What an IdP proves itself with when it pushes. The value passes through Terraform and is kept nowhere: not in the program, not in the plan, not in the state. */
import { Construct } from 'constructs'
import { MortiseDirectoryToken } from '../bindings/index.js'
import { guardSecret, withoutBearer, type SecretWords } from '../secret.js'
import { checkName } from './checks.js'
import type { IDirectory } from './directory.js'
import { providerArgument, providerFor } from './provider.js'

const kind = Symbol.for('mortise.DirectoryToken')

const words: SecretWords = {
  name: 'value',
  remedy:
    'Pass the value of a SecretVariable, or of a TerraformVariable with sensitive: true and no default.',
}

/** What `directory.addToken` must say about a token. */
export interface DirectoryTokenOptions {
  /**
   * The value, random, 32 to 512 characters: the value of a {@link SecretVariable}, or another reference; never a literal.
   * A leading `Bearer ` is taken off (T54).
   */
  readonly value: string
  /**
   * Change it to send another value: the token is replaced.
   * @default 1
   */
  readonly valueVersion?: number
  /**
   * Days until it expires, 1 to 1095. Changing it replaces the token.
   * @default 365
   */
  readonly expiresInDays?: number
}

/** What a DirectoryToken is made of. */
export interface DirectoryTokenProps extends DirectoryTokenOptions {
  /** The directory it opens. */
  readonly directory: IDirectory
  /** The name, chosen once, as a directory's. Changing it replaces the token. */
  readonly name: string
}

/**
 * A token of a directory (T53), in a write-only argument: Terraform 1.11 or later, nothing of it in plan or state.
 *
 * Logical ids (public API): `mortise_directory_token.<id>`.
 */
export class DirectoryToken extends Construct {
  /** True for tokens of any copy of this class. */
  static isDirectoryToken(value: unknown): value is DirectoryToken {
    return value !== null && typeof value === 'object' && kind in value
  }

  /** The directory it opens. */
  readonly directory: IDirectory
  /** The L1 class: the escape hatch, and what `dependsOn` takes. */
  readonly binding: MortiseDirectoryToken

  /** @throws RefusedConstruct `invalid-input`, or `secret-in-code` for a literal value */
  constructor(scope: Construct, id: string, props: DirectoryTokenProps) {
    super(scope, id)
    Object.defineProperty(this, kind, { value: true })
    checkName(this, props.name)
    guardSecret(this, props.value, words)
    const { directory, name, value, valueVersion, expiresInDays } = props
    this.directory = directory
    this.binding = new MortiseDirectoryToken(this, 'Default', {
      ...providerArgument(providerFor(this, directory.organization.provider)),
      directory: directory.nameRef,
      name,
      valueWo: withoutBearer(value),
      valueWoVersion: valueVersion,
      expiresInDays,
    })
  }

  /** Names the value without giving it away; known after apply. */
  get fingerprint(): string {
    return this.binding.fingerprint
  }

  /** When it expires, RFC 3339; known after apply. */
  get expiresAt(): string {
    return this.binding.expiresAt
  }
}
