/** The contract check at synth: the rows `mortise check` asks, over what the stack is about to write. */
import {
  Annotations,
  DefaultTokenResolver,
  StringConcat,
  TerraformElement,
  TerraformStack,
  Token,
  Tokenization,
} from 'cdktf'
import type { IConstruct } from 'constructs'
import { checkContract, type ContractFinding } from '../../src/contract/index.js'
import { readSynth, type Json } from '../../src/program/index.js'

/** Under this type a stack remembers that it is checked, in node metadata: it outlives copies of this module. */
const metadataType = 'mortise:contract'

/** Context under which a program says how much it is told: `warn` lets every finding be a warning, `off` asks nothing. */
const contextKey = 'mortise:contract'

/** The construct that is given a secret says so itself, in words of its own (`secret.ts`). */
const toldByConstructs = 'secret-variable-exposed'

/** Adds the check to the stack a construct is in, once. */
export function checkContractAtSynth(construct: IConstruct): void {
  const stack = TerraformStack.of(construct)
  if (stack.node.metadata.some(({ type }) => type === metadataType)) return
  stack.node.addMetadata(metadataType, true)
  stack.node.addValidation({ validate: () => contractFaults(stack) })
}

/** What fails the synthesis. Warnings are annotations; notes and what is undecided are left to `mortise check`. */
function contractFaults(stack: TerraformStack): string[] {
  const mode: unknown = stack.node.tryGetContext(contextKey)
  if (mode === 'off') return []
  const program = readSynth(configurationOf(stack), stack.node.path)
  const open = checkContract([program], { now: new Date() }).findings.filter(
    ({ waiver, severity, code }) =>
      waiver === undefined && severity !== 'note' && code !== toldByConstructs,
  )
  const failing = open.filter(({ severity }) => severity === 'error' && mode !== 'warn')
  for (const finding of open) {
    if (!failing.includes(finding)) Annotations.of(stack).addWarning(told(finding))
  }
  return failing.map(told)
}

function told({ code, detail, remedy, places }: ContractFinding): string {
  const addresses = places.map(({ address, path }) =>
    path === undefined ? address : `${address}.${path}`,
  )
  return `${code}: ${detail} (${addresses.join(', ')}); ${remedy}`
}

const watched = /^(?:okta|azuread|mortise)(?:_|$)/

/** As much of the stack's configuration as the rows look at. */
function configurationOf(stack: TerraformStack): Json {
  const configuration: Target = {}
  for (const element of elementsOf(stack)) {
    for (const [kind, blocks] of Object.entries(element.toTerraform() as Record<string, unknown>))
      merge(configuration, kind, blocks, stack)
  }
  return configuration
}

const elementsOf = (stack: TerraformStack): readonly TerraformElement[] =>
  stack.node
    .findAll()
    .filter((each): each is TerraformElement => TerraformElement.isTerraformElement(each))
    .filter((each) => TerraformStack.of(each) === stack && each !== (stack as unknown))

/** Kinds whose blocks have a name only; the others have a type, or are a provider's. */
const named = new Set(['variable', 'output', 'locals'])

type Target = Record<string, unknown>

const below = (target: Target, name: string): Target => (target[name] ??= {}) as Target

function merge(into: Target, kind: string, blocks: unknown, stack: TerraformStack): void {
  if (!isPlain(blocks)) return
  const target = below(into, kind)
  for (const [name, body] of Object.entries(blocks)) {
    if (named.has(kind)) target[name] = plain(body, stack)
    else if (!watched.test(name)) continue
    else if (kind === 'provider')
      target[name] = [...listIn(target[name]), ...listIn(plain(body, stack))]
    // In place: a copy for each of a thousand resources would be a million.
    else if (kind === 'resource' || kind === 'data')
      Object.assign(below(target, name), plain(body, stack))
  }
}

const listIn = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value as readonly unknown[]
  return value === undefined ? [] : [value]
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const resolver = new DefaultTokenResolver(new StringConcat())

/**
 * Tokens resolved, and nothing else touched: most of a stack is plain text, through which cdktf's own resolver would go
 * with a context and a path for every word.
 */
function plain(value: unknown, stack: TerraformStack): unknown {
  if (value === null || value === undefined || typeof value === 'boolean') return value
  // A token in a text, of whatever type, always says so.
  if (typeof value === 'string' && !value.includes('TfToken[')) return value
  if (isResolvable(value) || Token.isUnresolved(value))
    return Tokenization.resolve(value, { scope: stack, resolver, preparing: false }) as unknown
  if (Array.isArray(value)) return value.map((item) => plain(item, stack))
  if (!isPlain(value)) return value
  const entries: [string, unknown][] = []
  for (const [key, item] of Object.entries(value))
    if (item !== undefined && key !== '//') entries.push([key, plain(item, stack)])
  return Object.fromEntries(entries)
}

const isResolvable = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as { readonly resolve?: unknown }).resolve === 'function'
