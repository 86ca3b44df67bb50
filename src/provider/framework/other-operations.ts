/** What Terraform asks of data sources, ephemeral resources and functions. */
import type { Attribute, Attributes } from './attribute.js'
import { conform } from './conform.js'
import type { DataSource } from './data-source.js'
import { hasError, warning, type Diagnostic } from './diagnostics.js'
import type { EphemeralResource } from './ephemeral-resource.js'
import type { ProviderFunction } from './function.js'
import type { Answer } from './resource-operations.js'
import { millisecondsOf } from './schema.js'
import type { Capabilities, Session } from './session.js'
import { UNKNOWN } from './unknown.js'
import { checkConfig } from './validate.js'
import { fieldOf, mapFields, type Values } from './value.js'

interface Described {
  readonly typeName: string
  readonly deprecated?: string
  readonly attributes: Attributes
  validate?(context: { readonly config: never }): readonly Diagnostic[]
}

export function validateReading(described: Described, config: Values): readonly Diagnostic[] {
  const { deprecated, typeName, attributes } = described
  const found = [
    ...(deprecated === undefined ? [] : [warning(`${typeName} is deprecated`, deprecated)]),
    ...checkConfig(attributes, config, { writeOnlyAllowed: true }),
  ]
  return hasError(found)
    ? found
    : [...found, ...(described.validate?.({ config: config as never }) ?? [])]
}

export async function readDataSource(
  session: Session,
  source: DataSource<unknown>,
  config: Values,
  can: Capabilities,
): Promise<Answer> {
  const { attributes, typeName, timeout } = source
  if (session.isWaiting && can.deferralAllowed)
    return { state: openEnded(attributes, config), diagnostics: [], isDeferred: true }
  const what = `read data source ${typeName}`
  const { value, diagnostics } = await session.run(what, millisecondsOf(timeout), (call) =>
    source.read({ config: config as never, client: session.client(), log: session.log, ...call }),
  )
  return value === undefined
    ? { state: null, diagnostics }
    : complete(attributes, value, what, diagnostics)
}

function openEnded(attributes: Attributes, config: Values): Values {
  return mapFields(attributes, ({ options }, name) => {
    const value = fieldOf(config, name)
    return value === null && options.computed === true ? UNKNOWN : value
  })
}

function complete(
  attributes: Attributes,
  returned: unknown,
  by: string,
  diagnostics: readonly Diagnostic[],
): Answer {
  const { values, mistakes } = conform(attributes, returned, { by, as: 'state' })
  return { state: values, diagnostics: [...diagnostics, ...mistakes] }
}

export interface OpenAnswer extends Answer {
  readonly private?: unknown
  readonly renewAt?: Date
}

export async function openEphemeral(
  session: Session,
  ephemeral: EphemeralResource<unknown>,
  config: Values,
): Promise<OpenAnswer> {
  const what = `open ephemeral ${ephemeral.typeName}`
  const { value, diagnostics } = await session.run(
    what,
    millisecondsOf(ephemeral.timeout),
    (call) =>
      ephemeral.open({
        config: config as never,
        client: session.client(),
        log: session.log,
        ...call,
      }),
  )
  if (value === undefined) return { state: null, diagnostics }
  const { result, ...rest } = value
  return { ...rest, ...complete(ephemeral.attributes, result, what, diagnostics) }
}

export async function renewEphemeral(
  session: Session,
  ephemeral: EphemeralResource<unknown>,
  held: unknown,
): Promise<OpenAnswer> {
  const { value, diagnostics } = await session.run(
    `renew ephemeral ${ephemeral.typeName}`,
    millisecondsOf(ephemeral.timeout),
    (call) =>
      ephemeral.renew?.({ private: held, client: session.client(), log: session.log, ...call }),
  )
  return { state: null, ...value, diagnostics }
}

export async function closeEphemeral(
  session: Session,
  ephemeral: EphemeralResource<unknown>,
  held: unknown,
): Promise<readonly Diagnostic[]> {
  const { diagnostics } = await session.run(
    `close ephemeral ${ephemeral.typeName}`,
    millisecondsOf(ephemeral.timeout),
    (call) =>
      ephemeral.close?.({ private: held, client: session.client(), log: session.log, ...call }),
  )
  return diagnostics
}

export interface FunctionFault {
  readonly text: string
  /** Index of the argument at fault, where one is. */
  readonly argument?: number
}

export type FunctionAnswer = { readonly result: unknown } | { readonly fault: FunctionFault }

export async function callFunction(
  session: Session,
  called: ProviderFunction,
  values: readonly unknown[],
): Promise<FunctionAnswer> {
  const names = Object.keys(called.parameters)
  const args = Object.fromEntries(names.map((name, index) => [name, values[index] ?? null]))
  const rest = values.slice(names.length)
  const wrong = checkArguments(called, args, rest)
  if (wrong !== undefined) return { fault: faultOf(names, [wrong]) }
  const { value, diagnostics } = await session.run(
    `call ${called.name}`,
    millisecondsOf(),
    (): unknown => called.call(args as never, rest as never),
  )
  if (hasError(diagnostics)) return { fault: faultOf(names, diagnostics) }
  const { values: checked, mistakes } = conform(
    { result: required(called.returns) },
    { result: value },
    { by: `function ${called.name}`, as: 'state' },
  )
  return mistakes.length > 0 ? { fault: faultOf(names, mistakes) } : { result: checked['result'] }
}

function checkArguments(
  { parameters, variadic }: ProviderFunction,
  args: Values,
  rest: readonly unknown[],
): Diagnostic | undefined {
  const further =
    variadic === undefined ? [] : rest.map((value, index) => [`${index}`, variadic, value] as const)
  const found = [
    ...checkConfig(parameters, args, { writeOnlyAllowed: true }),
    ...further.flatMap(([name, attribute, value]) =>
      checkConfig({ [name]: attribute }, { [name]: value }, { writeOnlyAllowed: true }),
    ),
  ]
  return found.find(({ severity }) => severity === 'error')
}

function required(returns: Attribute): Attribute {
  return { type: returns.type, options: { required: true } }
}

function faultOf(names: readonly string[], diagnostics: readonly Diagnostic[]): FunctionFault {
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const text = errors.map(({ summary, detail }) => `${summary}: ${detail}`).join('\n')
  const argument = names.indexOf(String(errors[0]?.path[0]))
  return argument < 0 ? { text } : { text, argument }
}
