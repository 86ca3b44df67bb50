/** Some dialects, applied; and a note of which were needed, for the request log. One per request. */
import type { Json } from '../json.js'
import type { Target, WireOperation } from '../patch/operation.js'
import type { Attribute } from '../schemas/attribute.js'
import type { Context, Dialect } from './dialect.js'
import { dialects as allDialects } from './dialects.js'

type With<Hook extends keyof Dialect> = Dialect & Required<Pick<Dialect, Hook>>

const having = <Hook extends keyof Dialect>(
  dialects: readonly Dialect[],
  hook: Hook,
): readonly With<Hook>[] =>
  dialects.filter((dialect): dialect is With<Hook> => dialect[hook] !== undefined)

const sorted = (dialects: readonly Dialect[]) => ({
  schemas: having(dialects, 'schemas'),
  operation: having(dialects, 'operation'),
  value: having(dialects, 'value'),
  createsMissing: having(dialects, 'createsMissing'),
})

const all = sorted(allDialects)

export class Tolerance {
  /** IDs of the dialects that had something to rewrite. */
  readonly met = new Set<string>()

  constructor(private readonly rules: typeof all) {}

  schemas(sent: readonly string[], expected: string): readonly string[] {
    return this.rules.schemas.reduce(
      (urns, { id, schemas }) => this.noted(id, schemas(urns, expected)) ?? urns,
      sent,
    )
  }

  operations(sent: readonly WireOperation[], context: Context): readonly WireOperation[] {
    return this.rules.operation.reduce((operations, { id, operation }) => {
      const rewritten = operations.map((one) => this.noted(id, operation(one, context)))
      if (rewritten.every((one) => one === undefined)) return operations
      return operations.flatMap((one, index) => rewritten[index] ?? [one])
    }, sent)
  }

  value(sent: Json, attribute: Attribute): Json {
    let value = sent
    for (const { id, value: rewrite } of this.rules.value) {
      const rewritten = this.noted(id, rewrite(value, attribute))
      // Null is a rewriting too: nobody is the manager.
      if (rewritten !== undefined) value = rewritten
    }
    return value
  }

  createsMissing(target: Target): boolean {
    const rule = this.rules.createsMissing.find((candidate) => candidate.createsMissing(target))
    return this.noted(rule?.id ?? '', rule) !== undefined
  }

  private noted<T>(id: string, rewritten: T | undefined): T | undefined {
    if (rewritten !== undefined) this.met.add(id)
    return rewritten
  }
}

/** All dialects unless told otherwise; `tolerating([])` is the RFC alone. */
export const tolerating = (dialects: readonly Dialect[] = allDialects): Tolerance =>
  new Tolerance(dialects === allDialects ? all : sorted(dialects))
