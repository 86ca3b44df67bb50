/** What provider blocks say. */
import type { ProviderBlock } from './program-file.js'
import type { Value } from './value.js'

/** An argument of a provider, aliases included; undefined where its blocks disagree, or none has it. */
export function providerArgument(
  providers: readonly ProviderBlock[],
  provider: string,
  argument: string,
): Value | undefined {
  const own = providers.filter(({ name }) => name === provider || name.startsWith(`${provider}.`))
  const [first, ...others] = own.map(({ values }) => values[argument])
  const isOne = others.every((value) => JSON.stringify(value) === JSON.stringify(first))
  return isOne ? first : undefined
}
