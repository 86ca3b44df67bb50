/** A secret must never be written into `cdk.tf.json`. Here is decided what may stand in its place. */
import {
  DefaultTokenResolver,
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

const secretInCode = ({ name, remedy }: SecretWords, detail: string): Finding => ({
  code: 'secret-in-code',
  owner: 'caller',
  detail: `${name} ${detail}`,
  remedy,
  path: name,
})

/** @throws RefusedConstruct `secret-in-code` for anything but a token or a `${reference}`; the value is not repeated. */
export function checkSecretLiteral(
  construct: IConstruct,
  secret: string | undefined,
  words: SecretWords,
): void {
  if (secret === undefined || Token.isUnresolved(secret) || !literalFault(secret)) return
  throw new RefusedConstruct(
    construct,
    secretInCode(words, 'is a literal, which would be stored in plain text'),
  )
}

const resolver = new DefaultTokenResolver(new StringConcat())

/** What only synthesis can see: where the secret's value comes from. */
export function secretFaults(
  construct: IConstruct,
  secret: string | undefined,
  words: SecretWords,
): string[] {
  if (secret === undefined) return []
  const stack = TerraformStack.of(construct)
  const expression = String(
    Tokenization.resolve(secret, { scope: stack, resolver, preparing: false }),
  )
  const faults = [literalFault(expression), ...variablesIn(stack, expression).map(variableFault)]
  return faults
    .filter((fault) => fault !== undefined)
    .map((fault) => sentenceOf(secretInCode(words, fault)))
}

/** `${sensitive("hunter2")}` is a token to cdktf and a plain secret on disk: there must be a reference and nothing around it. */
function literalFault(expression: string): string | undefined {
  const withoutStrings = expression.replace(/"(?:[^"\\]|\\.)*"/g, '')
  const isReference = /^\$\{[^}]*\b[a-z_]\w*\.[A-Za-z_][^}]*\}$/.test(withoutStrings)
  return isReference ? undefined : 'contains text of its own instead of a reference alone'
}

function variablesIn(stack: TerraformStack, expression: string): readonly TerraformVariable[] {
  return stack.node
    .findAll()
    .filter((node): node is TerraformVariable => node instanceof TerraformVariable)
    .filter((variable) =>
      new RegExp(`\\bvar\\.${variable.friendlyUniqueId}(?![\\w-])`).test(expression),
    )
}

function variableFault(variable: TerraformVariable): string | undefined {
  const name = variable.friendlyUniqueId
  if (variable.default !== undefined)
    return `comes from variable ${name}, which has a default, stored in plain text`
  return variable.sensitive === true
    ? undefined
    : `comes from variable ${name}, which is not marked sensitive`
}
