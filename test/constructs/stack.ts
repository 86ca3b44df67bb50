/** A stack to try constructs in, and what Terraform would be given. */
import {
  App,
  LocalBackend,
  TerraformOutput,
  TerraformStack,
  TerraformVariable,
  Testing,
} from 'cdktf'
import { MortiseProvider, Organization, type OrganizationProps } from '../../constructs/index.js'

export const serviceUrl = 'https://sso.example.com'

/** A stack with a provider; its backend path is Terraform's default. */
export function givenStack(app: App = Testing.app()): TerraformStack {
  const stack = new TerraformStack(app, 'stack')
  new LocalBackend(stack, { path: 'terraform.tfstate' })
  new MortiseProvider(stack, 'mortise', { serviceUrl })
  return stack
}

export const givenOrganization = (
  stack: TerraformStack,
  props: Partial<OrganizationProps> = {},
): Organization =>
  new Organization(stack, 'acme', { name: 'acme', preset: 'sonarqube-cloud', ...props })

/** A value nobody knows before apply. */
export const givenToken = (stack: TerraformStack, name = 'unknown'): string =>
  new TerraformVariable(stack, name, { type: 'string' }).stringValue

export interface Synthesized {
  readonly resource?: Record<string, Record<string, Record<string, unknown>>>
  readonly data?: Record<string, Record<string, Record<string, unknown>>>
  readonly output?: Record<string, { value: unknown }>
  readonly provider?: Record<string, readonly Record<string, unknown>[]>
  readonly terraform?: Record<string, unknown>
}

/** `cdk.tf.json`, parsed; every validation has held. */
export const synthesized = (stack: TerraformStack): Synthesized =>
  JSON.parse(Testing.synth(stack, true)) as Synthesized

/** Attributes of one resource, without cdktf's own comment. */
export function resource(stack: TerraformStack, type: string, id: string): Record<string, unknown> {
  const attributes = synthesized(stack).resource?.[type]?.[id] ?? {}
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => name !== '//'))
}

/** The one resource of a type. */
export function only(stack: TerraformStack, type: string): Record<string, unknown> {
  const [found, ...more] = Object.values(synthesized(stack).resource?.[type] ?? {})
  if (found === undefined || more.length > 0)
    throw new Error(`there are ${more.length + (found ? 1 : 0)} ${type}, not one`)
  return found
}

/** What Terraform would be given in place of a value. */
export function rendered(stack: TerraformStack, value: unknown): unknown {
  const { friendlyUniqueId } = new TerraformOutput(stack, 'rendered', { value })
  return synthesized(stack).output?.[friendlyUniqueId]?.value
}

/** The text of every validation that fails. */
export const complaints = (stack: TerraformStack): readonly string[] =>
  stack.node.findAll().flatMap((construct) => construct.node.validate())
