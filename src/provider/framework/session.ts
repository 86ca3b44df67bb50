/**
 * One Terraform run's hold on a provider: what was configured, what is in flight. The operations (resource-operations.ts and
 * its siblings) take a session; a reattached provider serves several at once.
 */
import type { Provider } from './define.js'
import { DiagnosticError, error, hasError, type Diagnostic } from './diagnostics.js'
import type { Log } from './resource.js'
import { millisecondsOf } from './schema.js'
import { Stopper } from './stopper.js'
import { isWhollyKnown } from './unknown.js'
import { checkConfig } from './validate.js'
import type { Values } from './value.js'
import { run, type Outcome } from './verbs.js'

/** The provider's configuration has unknowns, so there is no client yet. */
export interface NotYet {
  readonly unknownSettings: readonly string[]
}

type Configured = { readonly client: unknown } | NotYet | undefined

export interface Capabilities {
  readonly deferralAllowed: boolean
  readonly writeOnlyAllowed: boolean
}

export class Session {
  private configured: Configured
  private stopper = new Stopper()

  constructor(
    readonly provider: Provider,
    readonly log: Log,
  ) {}

  validate(config: Values): readonly Diagnostic[] {
    const { attributes } = this.provider
    const found = checkConfig(attributes, config, { writeOnlyAllowed: true })
    return hasError(found)
      ? found
      : [...found, ...(this.provider.validate?.({ config: config as never }) ?? [])]
  }

  async configure(config: Values, terraformVersion: string): Promise<readonly Diagnostic[]> {
    const unknownSettings = Object.keys(config).filter((name) => !isWhollyKnown(config[name]))
    if (unknownSettings.length > 0) {
      this.configured = { unknownSettings }
      return []
    }
    // Values that were unknown when Terraform validated are seen here for the first time.
    const found = checkConfig(this.provider.attributes, config, { writeOnlyAllowed: true })
    if (hasError(found)) return found.filter(({ severity }) => severity === 'error')
    const { value, diagnostics } = await this.run(
      `configure provider ${this.provider.name}`,
      millisecondsOf(),
      async (call) => ({
        client: await this.provider.configure({
          config: config as never,
          terraformVersion,
          log: this.log,
          ...call,
        }),
      }),
    )
    this.configured = value
    return diagnostics
  }

  /** Everything in flight is told to stop; what is called afterwards (closing, mostly) runs. */
  stop(): void {
    this.stopper.stop()
    this.stopper = new Stopper()
  }

  run<T>(
    what: string,
    milliseconds: number,
    verb: (call: {
      signal: AbortSignal
      report: (diagnostic: Diagnostic) => void
    }) => T | Promise<T>,
  ): Promise<Outcome<T>> {
    return run({ what, milliseconds, stop: this.stopper, log: this.log }, verb)
  }

  /** The client, or undefined while the provider's configuration is unknown. */
  get clientIfKnown(): unknown {
    return this.configured !== undefined && 'client' in this.configured
      ? this.configured.client
      : undefined
  }

  get isWaiting(): boolean {
    return this.configured !== undefined && 'unknownSettings' in this.configured
  }

  /** The client, or a diagnostic that says why there is none. */
  client(): unknown {
    if (this.configured !== undefined && 'client' in this.configured) return this.configured.client
    throw new DiagnosticError(
      this.configured === undefined
        ? notConfigured(this.provider)
        : notKnownYet(this.provider, this.configured),
    )
  }
}

function notConfigured({ name }: Provider): Diagnostic {
  return error(`Provider ${name} is not configured`, 'Its configuration failed, or was never sent.')
}

function notKnownYet({ name }: Provider, { unknownSettings }: NotYet): Diagnostic {
  const settings = unknownSettings.join(', ')
  return error(
    `Provider ${name} cannot be used yet`,
    `Its configuration depends on values that are not known before apply (${settings}). Create what they come from first, with terraform apply -target=…, or give them a known value.`,
  )
}
