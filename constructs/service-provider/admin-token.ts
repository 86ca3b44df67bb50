/** The admin token must never be written into `cdk.tf.json`. Here is decided what may stand in its place. */
import {
  DefaultTokenResolver,
  StringConcat,
  TerraformStack,
  TerraformVariable,
  Token,
  Tokenization,
} from 'cdktf'
import type { IConstruct } from 'constructs'
import type { Finding } from '../../src/core/index.js'
import { RefusedConstruct, sentenceOf } from '../refusal.js'

const secretInCode = (detail: string): Finding => ({
  code: 'secret-in-code',
  owner: 'caller',
  detail,
  remedy:
    'Leave token out and set MORTISE_ADMIN_TOKEN where Terraform runs, or pass the value of a TerraformVariable with sensitive: true and no default.',
  path: 'token',
})

/** @throws RefusedConstruct `secret-in-code` for anything but a token or a `${reference}`; the value is not repeated. */
export function checkTokenLiteral(construct: IConstruct, token: string | undefined): void {
  if (token === undefined || Token.isUnresolved(token) || !literalFault(token)) return
  throw new RefusedConstruct(
    construct,
    secretInCode('token is a literal, which would be stored in plain text'),
  )
}

const resolver = new DefaultTokenResolver(new StringConcat())

/** What only synthesis can see: where the token's value comes from. */
export function tokenFaults(construct: IConstruct, token: string | undefined): string[] {
  if (token === undefined) return []
  const stack = TerraformStack.of(construct)
  const expression = String(
    Tokenization.resolve(token, { scope: stack, resolver, preparing: false }),
  )
  const faults = [literalFault(expression), ...variablesIn(stack, expression).map(variableFault)]
  return faults
    .filter((fault) => fault !== undefined)
    .map((fault) => sentenceOf(secretInCode(fault)))
}

/** `${sensitive("hunter2")}` is a token to cdktf and a plain secret on disk: there must be a reference and nothing around it. */
function literalFault(expression: string): string | undefined {
  const withoutStrings = expression.replace(/"(?:[^"\\]|\\.)*"/g, '')
  const isReference = /^\$\{[^}]*\b[a-z_]\w*\.[A-Za-z_][^}]*\}$/.test(withoutStrings)
  return isReference ? undefined : 'token contains text of its own instead of a reference alone'
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
    return `variable ${name} has a default, which is stored in plain text`
  return variable.sensitive === true ? undefined : `variable ${name} is not marked sensitive`
}
