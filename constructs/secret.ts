/** A secret must never be written into `cdk.tf.json`. Here is decided what may stand in its place. */
import {
  DefaultTokenResolver,
  Fn,
  StringConcat,
  TerraformStack,
  TerraformVariable,
  Token,
  Tokenization,
} from 'cdktf'
import type { IConstruct } from 'constructs'
import type { Finding } from '../src/core/index.js'
import { RefusedConstruct, sentenceOf } from './refusal.js'

/** How a secret is spoken of. */
export interface SecretWords {
  /** Name of the prop. */
  readonly name: string
  readonly remedy: string
}

interface Guarded {
  readonly construct: IConstruct
  readonly secret: string
  readonly words: SecretWords
}

/** Each stack's secrets. One validation looks at all of them: on its own, each would walk the whole tree for its variables. */
const guarded = new WeakMap<TerraformStack, Guarded[]>()

const secretInCode = ({ name, remedy }: SecretWords, detail: string): Finding => ({
  code: 'secret-in-code',
  owner: 'caller',
  detail: `${name} ${detail}`,
  remedy,
  path: name,
})

/**
 * Refuses a literal at once, and at synth whatever only resolves to one: a variable's default, a value in disguise.
 * @throws RefusedConstruct `secret-in-code` for anything but a token or a `${reference}`; the value is not repeated
 */
export function guardSecret(
  construct: IConstruct,
  secret: string | undefined,
  words: SecretWords,
): void {
  if (secret === undefined) return
  if (!Token.isUnresolved(secret) && literalFault(secret)) {
    const finding = secretInCode(words, 'is a literal, which would be stored in plain text')
    throw new RefusedConstruct(construct, finding)
  }
  guardedIn(TerraformStack.of(construct)).push({ construct, secret, words })
}

function guardedIn(stack: TerraformStack): Guarded[] {
  const known = guarded.get(stack)
  if (known) return known
  const all: Guarded[] = []
  guarded.set(stack, all)
  stack.node.addValidation({ validate: () => secretFaults(stack, all) })
  return all
}

const resolver = new DefaultTokenResolver(new StringConcat())

/** What only synthesis can see: where the secrets' values come from. */
function secretFaults(stack: TerraformStack, all: readonly Guarded[]): string[] {
  const variables = new Map(
    stack.node
      .findAll()
      .filter((each): each is TerraformVariable => each instanceof TerraformVariable)
      .map((variable) => [variable.friendlyUniqueId, variable]),
  )
  return all.flatMap((each) => faultsOf(each, variables))
}

function faultsOf(
  { construct, secret, words }: Guarded,
  variables: ReadonlyMap<string, TerraformVariable>,
): string[] {
  const scope = TerraformStack.of(construct)
  const expression = String(Tokenization.resolve(secret, { scope, resolver, preparing: false }))
  const named = [...expression.matchAll(/\bvar\.([\w-]+)/g)].map(([, name = '']) => name)
  const faults = [literalFault(expression), ...named.map((name) => variableFault(variables, name))]
  return faults
    .filter((fault) => fault !== undefined)
    .map((fault) => `[${construct.node.path}] ${sentenceOf(secretInCode(words, fault))}`)
}

/** `${sensitive("hunter2")}` is a token to cdktf and a plain secret on disk: there must be a reference and nothing around it. */
function literalFault(expression: string): string | undefined {
  const withoutStrings = expression.replace(/"(?:[^"\\]|\\.)*"/g, '')
  const isReference = /^\$\{[^}]*\b[a-z_]\w*\.[A-Za-z_][^}]*\}$/.test(withoutStrings)
  return isReference ? undefined : 'contains text of its own instead of a reference alone'
}

function variableFault(
  variables: ReadonlyMap<string, TerraformVariable>,
  name: string,
): string | undefined {
  const variable = variables.get(name)
  if (variable === undefined) return undefined
  if (variable.default !== undefined)
    return `comes from variable ${name}, which has a default, stored in plain text`
  return variable.sensitive === true
    ? undefined
    : `comes from variable ${name}, which is not marked sensitive`
}

/** The word Bearer taken off by Terraform (T54), for nobody here may see the value. RE2, without a backslash that two languages would both want to escape. */
export const withoutBearer = (token: string): string =>
  Fn.replace(Fn.trimspace(token), '/^(?i:bearer[[:space:]]+)+/', '')
