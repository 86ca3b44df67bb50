/** Which service is managed, and as whom. Endpoints follow from its URL; connections compute them. */
import { Fn, Token, TerraformStack, type TerraformProvider } from 'cdktf'
import { Construct, type IConstruct } from 'constructs'
import { isSecureUrl } from '../../src/core/index.js'
import { MortiseProvider as ProviderBinding } from '../bindings/index.js'
import { RefusedConstruct } from '../refusal.js'
import { checkContractAtSynth } from './contract.js'
import { guardSecret, type SecretWords } from '../secret.js'

const kind = Symbol.for('mortise.MortiseProvider')
/** Under this key a stack remembers its providers, in node metadata: it outlives copies of this module. */
const metadataType = 'mortise:provider'

const adminToken: SecretWords = {
  name: 'token',
  remedy:
    'Leave token out and set MORTISE_ADMIN_TOKEN where Terraform runs, or pass the value of a TerraformVariable with sensitive: true and no default.',
}

/** What a MortiseProvider is made of. */
export interface MortiseProviderProps {
  /**
   * Public base URL of the service, https (http on loopback). A literal or a token, such as a TerraformVariable's value.
   * Every endpoint of every connection begins with it.
   */
  readonly serviceUrl: string
  /**
   * Admin token: the value of a sensitive TerraformVariable, or another reference; never a literal.
   * @default - MORTISE_ADMIN_TOKEN in the environment Terraform runs in
   */
  readonly token?: string
  /**
   * Name that tells this provider from another in the same stack.
   * @default - none: it is the stack's default
   */
  readonly alias?: string
}

/**
 * The service that a stack's organizations and connections belong to. Create it first.
 *
 * Logical ids (public API): none but `alias`.
 */
export class MortiseProvider extends Construct {
  /** True for instances of any copy of this class, ESM or CommonJS. */
  static isMortiseProvider(value: unknown): value is MortiseProvider {
    return value !== null && typeof value === 'object' && kind in value
  }

  /**
   * The provider of the stack that `scope` is in: the one without alias, or the only one.
   * @throws RefusedConstruct `no-provider` when there is none, or several with aliases
   */
  static of(scope: IConstruct): MortiseProvider {
    const all = providersOf(scope)
    const found = all.find(({ binding }) => binding.alias === undefined) ?? onlyOne(all)
    if (found) return found
    throw new RefusedConstruct(scope, {
      code: 'no-provider',
      owner: 'caller',
      detail: `this stack has ${all.length} MortiseProviders, none of which is the default`,
      remedy:
        'Create a MortiseProvider in the stack first, or pass one as the organization’s provider.',
    })
  }

  /** Public base URL of the service, without the slash it may have ended with. */
  readonly serviceUrl: string
  /** The L1 class: the escape hatch, and what other L1 classes take as `provider`. */
  readonly binding: ProviderBinding

  /** @throws RefusedConstruct `invalid-input` for an insecure URL, `secret-in-code` for a literal token */
  constructor(scope: Construct, id: string, props: MortiseProviderProps) {
    super(scope, id)
    Object.defineProperty(this, kind, { value: true })
    checkServiceUrl(this, props.serviceUrl)
    guardSecret(this, props.token, adminToken)
    this.serviceUrl = withoutTrailingSlash(props.serviceUrl)
    this.binding = new ProviderBinding(this, 'Default', props)
    TerraformStack.of(this).node.addMetadata(metadataType, this)
    checkContractAtSynth(this)
  }
}

/** The `provider` argument of L1 classes; left out where Terraform finds the provider by itself. */
export function providerArgument({ binding }: MortiseProvider): { provider?: TerraformProvider } {
  return binding.alias === undefined ? {} : { provider: binding }
}

/** A stack can use its own providers only: `preferred` if it is one of them, else the stack's default. */
export function providerFor(scope: IConstruct, preferred: MortiseProvider): MortiseProvider {
  return TerraformStack.of(scope) === TerraformStack.of(preferred)
    ? preferred
    : MortiseProvider.of(scope)
}

function providersOf(scope: IConstruct): readonly MortiseProvider[] {
  const { metadata } = TerraformStack.of(scope).node
  return metadata
    .filter(({ type }) => type === metadataType)
    .map(({ data }) => data as MortiseProvider)
}

const onlyOne = <T>(items: readonly T[]): T | undefined =>
  items.length === 1 ? items[0] : undefined

/** The service ignores trailing slashes of its URL; so must we, also in a value we cannot see. */
function withoutTrailingSlash(url: string): string {
  return Token.isUnresolved(url) ? Fn.trimsuffix(url, '/') : url.replace(/\/+$/, '')
}

function checkServiceUrl(construct: IConstruct, url: string): void {
  if (Token.isUnresolved(url) || isSecureUrl(url)) return
  throw new RefusedConstruct(construct, {
    code: 'invalid-input',
    owner: 'caller',
    detail: `serviceUrl: must be an https URL without credentials (http only on loopback)`,
    remedy: 'Give the public base URL of the service.',
    path: 'serviceUrl',
  })
}
