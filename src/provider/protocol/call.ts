/** What every call handler has at hand: the session, the catalog, and conversions bound to this one call. */
import { type Attributes, type Diagnostic, DiagnosticError, error } from '../framework/index.js'
import type { At, Capabilities, Catalog, Session, Values } from '../framework/serving.js'
import { valuesFromStored, valuesFromWire, type DynamicValue } from './from-wire.js'
import type { CallName, Request, Response } from './calls.js'
import type { ClientCapabilities } from './messages.js'
import type { Spellings } from './numbers.js'
import { diagnosticsToWire, valuesToWire } from './to-wire.js'

export interface Served {
  readonly session: Session
  readonly catalog: Catalog
}

export type Handler<N extends CallName> = (
  served: Served,
  request: Request<N>,
) => Promise<Response<N>> | Response<N>

/** Conversions over one schema within one call. */
export class Edge {
  private readonly spellings: Spellings = new Map()
  private readonly came = new Map<Values, DynamicValue>()

  constructor(readonly attributes: Attributes) {}

  in(wire: DynamicValue | undefined): Values | null {
    const values = valuesFromWire(this.attributes, wire, this.spellings)
    if (values !== null && wire !== undefined) this.came.set(values, wire)
    return values
  }

  /** For what cannot be absent: a configuration, a state to read. */
  object(wire: DynamicValue | undefined): Values {
    const values = this.in(wire)
    if (values === null)
      throw new DiagnosticError(
        error('Incomplete request', 'Terraform sent no object where one is needed.'),
      )
    return values
  }

  /** What `rawStateFromJson` gave. */
  fromStored(stored: Values): Values {
    return valuesFromStored(this.attributes, stored, this.spellings)
  }

  /** The very object that came goes back in the bytes it came in. */
  out(values: Values | null): DynamicValue {
    const came = values === null ? undefined : this.came.get(values)
    return came ?? valuesToWire(this.attributes, values, this.spellings)
  }

  diagnostics(found: readonly Diagnostic[]) {
    return diagnosticsToWire(this.attributes, found)
  }
}

export function can(capabilities: ClientCapabilities = {}): Capabilities {
  return {
    deferralAllowed: capabilities.deferralAllowed === true,
    writeOnlyAllowed: capabilities.writeOnlyAttributesAllowed === true,
  }
}

export function resourceNamed({ session, catalog }: Served, typeName = ''): At {
  return { session, resource: named(catalog.resources, typeName, 'resource type') }
}

export function named<T>(definitions: ReadonlyMap<string, T>, name: string, what: string): T {
  const found = definitions.get(name)
  if (found !== undefined) return found
  throw new DiagnosticError(error(`Unknown ${what}`, `This provider has no ${what} ${name}.`))
}
