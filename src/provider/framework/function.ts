/** A provider-defined function: pure, from its arguments to its result; needs no configured provider. */
import type { Attribute, Attributes } from './attribute.js'
import type { ElementValue } from './infer.js'

/** Arguments by parameter name. Null only where the parameter is `nullable`; never unknown. */
export type Arguments<P extends Attributes> = {
  readonly [K in keyof P]:
    ElementValue<P[K]> | (P[K]['options'] extends { readonly nullable: true } ? null : never)
}

export interface FunctionDefinition<
  P extends Attributes,
  V extends Attribute | undefined,
  R extends Attribute,
> {
  /** camelCase; a configuration says provider::NAME::snake_case(…). */
  readonly name: string
  /** One line. */
  readonly summary: string
  /** Markdown. */
  readonly description: string
  readonly deprecated?: string
  /** In order. Of an attribute's options, description, nullable and validate count here. */
  readonly parameters: P
  /** Zero or more further arguments of one type. */
  readonly variadic?: V
  readonly returns: R
  /** Throw a DiagnosticError whose path begins with a parameter's name to point at that argument. */
  call(
    args: Arguments<P>,
    rest: V extends Attribute ? readonly ElementValue<V>[] : readonly never[],
  ): ElementValue<R> | Promise<ElementValue<R>>
}

export type ProviderFunction = FunctionDefinition<Attributes, Attribute | undefined, Attribute>

export function defineFunction<
  const P extends Attributes,
  R extends Attribute,
  V extends Attribute | undefined = undefined,
>(definition: FunctionDefinition<P, V, R>): ProviderFunction {
  // The attributes' types have done their work by now; from here on values are checked against the schema at run time.
  return definition
}
