/** A secret that Terraform must keep in its state, because an IdP's provider has no write-only argument: allowed by name, with a reason, until a day. */
import { Lazy, TerraformOutput, TerraformStack, type TerraformResource } from 'cdktf'
import type { IConstruct } from 'constructs'
import { RefusedConstruct, sentenceOf } from './refusal.js'

/** Name of the output in which a stack's waivers are collected. Public API. */
export const waiversOutput = 'mortise_waivers'

/** Under this type the output's node remembers the waivers: metadata outlives copies of this module. */
const metadataType = 'mortise:waiver'

/** Somebody's word that a rule may be broken at one place for a while. */
export interface Waiver {
  /** What it is called wherever it is listed. */
  readonly name: string
  /** Why it is accepted, for whoever reviews it; at least 10 characters. */
  readonly reason: string
  /** Last day on which it holds, `YYYY-MM-DD`, UTC. From the next on, nothing is synthesized. */
  readonly until: string
}

/** A waiver as it stands in the output `mortise_waivers`. */
export interface WaiverRecord extends Waiver {
  /** Code of the rule that is waived. */
  readonly code: 'secret-in-state'
  /** Where: the resource's address. */
  readonly address: string
}

/** What is waived. */
export interface SecretInState {
  /** Which secret. */
  readonly secret: string
  /** Name of the prop that takes the waiver. */
  readonly path: string
  /** Why there is no other way: an issue of the provider. */
  readonly source: string
  /** What would do without a waiver. @default - nothing */
  readonly otherwise?: string
}

/** `2027-02-31` is no day, though Date takes it for the third of March. */
function isDay(text: string): boolean {
  const time = Date.parse(text)
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text
}

/**
 * Lets no secret into the state without a waiver, and no waiver live for ever.
 * @throws RefusedConstruct `secret-in-state` without a waiver, `invalid-input` for one that says nothing
 */
export function waive(
  construct: IConstruct,
  resource: TerraformResource,
  waiver: Waiver | undefined,
  { secret, path, source, otherwise = '' }: SecretInState,
): void {
  if (waiver === undefined)
    throw new RefusedConstruct(construct, {
      code: 'secret-in-state',
      owner: 'caller',
      detail: `Terraform would keep ${secret} in its state`,
      remedy: `${otherwise}Accept it by ${path}: { name, reason, until }, and keep the state where few can read it.`,
      source,
      path,
    })
  checkWaiver(construct, waiver, path)
  construct.node.addValidation({ validate: () => expiry(waiver, new Date()) })
  listIn(TerraformStack.of(construct)).node.addMetadata(metadataType, { resource, waiver })
}

const listIn = (stack: TerraformStack): IConstruct =>
  stack.node.tryFindChild(waiversOutput) ??
  new TerraformOutput(stack, waiversOutput, {
    description: 'Secrets in this state, and who accepted them until when',
    value: Lazy.anyValue({ produce: () => waiversOf(stack) }),
  })

/** All waivers of the stack that `scope` is in. */
export function waiversOf(scope: IConstruct): readonly WaiverRecord[] {
  const list = TerraformStack.of(scope).node.tryFindChild(waiversOutput)
  return (list?.node.metadata ?? [])
    .filter(({ type }) => type === metadataType)
    .map(({ data }) => data as { readonly resource: TerraformResource; readonly waiver: Waiver })
    .map(({ resource, waiver: { name, reason, until } }) => ({
      ...{ code: 'secret-in-state' as const, name, reason, until },
      address: `${resource.terraformResourceType}.${resource.friendlyUniqueId}`,
    }))
}

/** The contract check reads waivers by the same rules, from the output. */
function faultOf({ name, reason, until }: Waiver): readonly [string, string] | undefined {
  if (name.trim() === '') return ['name', 'must not be empty']
  if (reason.trim().length < 10) return ['reason', 'must say in at least 10 characters why']
  return isDay(until) ? undefined : ['until', 'must be a day such as 2027-01-31']
}

function checkWaiver(construct: IConstruct, waiver: Waiver, path: string): void {
  const [prop, detail] = faultOf(waiver) ?? []
  if (prop === undefined) return
  throw new RefusedConstruct(construct, {
    code: 'invalid-input',
    owner: 'caller',
    detail: `${path}.${prop}: ${detail ?? ''}`,
    remedy: 'Correct the named prop.',
    path: `${path}.${prop}`,
  })
}

/** Seconds before midnight it still holds: whoever reads a day means all of it. */
function expiry({ name, until }: Waiver, now: Date): string[] {
  if (now.toISOString().slice(0, 10) <= until) return []
  const finding = {
    code: 'waiver-expired',
    owner: 'caller',
    detail: `waiver "${name}" held until ${until}`,
    remedy: 'Rotate the secret, decide anew, and write the new day.',
  } as const
  return [sentenceOf(finding)]
}
