/** What Terraform asks of a resource while it looks: validate, read, plan. Changing things is apply.ts, taking them over adopt.ts. */
import type { Attributes } from './attribute.js'
import type { Path } from './diagnostics.js'
import { hasError, warning, type Diagnostic } from './diagnostics.js'
import { checkPlan } from './consistency.js'
import { conform } from './conform.js'
import { planChange } from './plan.js'
import { changedPaths, replacedPaths } from './replace.js'
import type { PlanChange, Resource } from './resource.js'
import { attributesOf, millisecondsOf, timeoutOf, withTimeouts, withoutTimeouts } from './schema.js'
import type { Capabilities, Session } from './session.js'
import { keepSpelling } from './spelling.js'
import { checkConfig } from './validate.js'
import { fieldOf, type Values } from './value.js'

/** A resource at work: the definition, and the session it works in. */
export interface At {
  readonly session: Session
  readonly resource: Resource<unknown>
}

export interface Answer {
  /** The very object that was read, or planned from, when nothing is otherwise. */
  readonly state: Values | null
  readonly diagnostics: readonly Diagnostic[]
  /** The provider's configuration is not known yet, and Terraform said it can wait. */
  readonly isDeferred?: boolean
}

export interface PlanAnswer extends Answer {
  readonly requiresReplace: readonly Path[]
}

export function fullName({ session, resource }: At): string {
  return `${session.provider.name.replaceAll('-', '_')}_${resource.typeName}`
}

export function validateResource(
  { session, resource }: At,
  config: Values,
  can: Capabilities,
): readonly Diagnostic[] {
  const name = fullName({ session, resource })
  const found = [
    ...(resource.deprecated === undefined
      ? []
      : [warning(`${name} is deprecated`, resource.deprecated)]),
    ...checkConfig(attributesOf(resource), config, { writeOnlyAllowed: can.writeOnlyAllowed }),
  ]
  if (hasError(found)) return found
  return [
    ...found,
    ...(resource.validate?.({ config: withoutTimeouts(resource, config) as never }) ?? []),
  ]
}

export async function readResource(at: At, state: Values, can: Capabilities): Promise<Answer> {
  const { session, resource } = at
  if (session.isWaiting && can.deferralAllowed) return { state, diagnostics: [], isDeferred: true }
  const name = fullName(at)
  const { value, diagnostics } = await session.run(
    `read ${name}`,
    timeoutOf(resource, 'read', state),
    (call) =>
      resource.read({
        state: withoutTimeouts(resource, state) as never,
        client: session.client(),
        log: session.log,
        ...call,
      }),
  )
  if (value === undefined) return { state, diagnostics }
  if (value === null) return { state: null, diagnostics: [...diagnostics, gone(at, state)] }
  const { values, mistakes } = conform(resource.attributes, value, {
    by: `read of ${name}`,
    as: 'state',
  })
  if (mistakes.length > 0) return { state, diagnostics: [...diagnostics, ...mistakes] }
  const kept = keepSpelling(resource.attributes, state, values)
  const isKept = Object.keys(kept).every((attribute) => kept[attribute] === state[attribute])
  if (isKept) return { state, diagnostics }
  return { state: withTimeouts(resource, kept, state), diagnostics }
}

function gone(at: At, state: Values): Diagnostic {
  const names = (at.resource.identifiedBy ?? []).map((name) => fieldOf(state, name))
  const label = names.filter((name) => typeof name === 'string').join('/')
  return warning(
    `${fullName(at)} ${label}`.trim() + ' no longer exists',
    'It was removed outside Terraform and has left the state. Run terraform apply to create it again, or remove it from the configuration.',
  )
}

export interface Change {
  readonly config: Values
  readonly prior: Values | null
}

export async function planResource(at: At, change: Change, can: Capabilities): Promise<PlanAnswer> {
  const { session, resource } = at
  const attributes = attributesOf(resource)
  // Validators again: a value unknown to validate may be known now, and Terraform does not validate during apply.
  const faults = checkConfig(attributes, change.config, {
    writeOnlyAllowed: can.writeOnlyAllowed,
  }).filter(({ severity }) => severity === 'error')
  if (faults.length > 0) return { state: change.prior, requiresReplace: [], diagnostics: faults }
  const first = firstPlan(at, change)
  const broken = first === change.prior ? [] : brokenRules(at, change.config)
  if (broken.length > 0) return { state: change.prior, requiresReplace: [], diagnostics: broken }
  const modified = await modify(at, change, first)
  return {
    ...judged(at, change, modified),
    ...(session.isWaiting && can.deferralAllowed ? { isDeferred: true } : {}),
  }
}

/** The plan, as far as Terraform's rules allow it. The prior state itself, which planChange found to be what is configured, breaks none. */
function judged(at: At, change: Change, { planned, requiresReplace, diagnostics }: Modified) {
  if (planned === change.prior) return { state: planned, requiresReplace, diagnostics }
  const mistakes = hasError(diagnostics)
    ? []
    : checkPlan(attributesOf(at.resource), { ...change, planned })
  return {
    state: planned,
    requiresReplace: [...replacements(at, change, planned), ...requiresReplace],
    diagnostics: [...diagnostics, ...mistakes],
  }
}

/**
 * Timeouts are the configuration's alone: noting them changes nothing else, and computes nothing anew. After an import they must be
 * noted, because no import is told of the configuration, and Terraform lets no plan hold null where something is configured.
 */
function firstPlan({ resource }: At, { config, prior }: Change): Values {
  const planned = planChange(attributesOf(resource), config, prior)
  if (prior === null || planned === prior || resource.timeoutsAttribute !== true) return planned
  const isSame = planChange(resource.attributes, config, prior) === prior
  return isSame ? withTimeouts(resource, prior, planned) : planned
}

/** Rules over several attributes, again: what refers to another resource was unknown to validate, and is known to most plans. */
function brokenRules({ resource }: At, config: Values): readonly Diagnostic[] {
  const found = resource.validate?.({ config: withoutTimeouts(resource, config) as never }) ?? []
  return found.filter(({ severity }) => severity === 'error')
}

interface Modified {
  readonly planned: Values
  readonly requiresReplace: readonly Path[]
  readonly diagnostics: readonly Diagnostic[]
}

async function modify(at: At, { config, prior }: Change, planned: Values): Promise<Modified> {
  const { session, resource } = at
  const unchanged = { planned, requiresReplace: [], diagnostics: [] }
  if (resource.modifyPlan === undefined) return unchanged
  const see = (values: Values) => withoutTimeouts(resource, values) as never
  const seen = see(planned)
  const { value, diagnostics } = await session.run(
    `plan ${fullName(at)}`,
    millisecondsOf(),
    async (call) => {
      const before = prior === planned ? seen : prior === null ? null : see(prior)
      const context = { config: see(config), prior: before, planned: seen }
      return (
        (await resource.modifyPlan?.({
          ...context,
          client: session.clientIfKnown,
          log: session.log,
          ...call,
        })) ?? {}
      )
    },
  )
  if (value === undefined) return { ...unchanged, diagnostics }
  return accept(at, planned, value, diagnostics)
}

function accept(
  at: At,
  planned: Values,
  change: PlanChange<Attributes>,
  diagnostics: readonly Diagnostic[],
): Modified {
  const { resource } = at
  const requiresReplace = change.requiresReplace ?? []
  if (change.planned === undefined) return { planned, requiresReplace, diagnostics }
  const { values, mistakes } = conform(resource.attributes, change.planned, {
    by: `modifyPlan of ${fullName(at)}`,
    as: 'plan',
  })
  return {
    planned: withTimeouts(resource, values, planned),
    requiresReplace,
    diagnostics: [...diagnostics, ...mistakes],
  }
}

function replacements({ resource }: At, { config, prior }: Change, planned: Values): Path[] {
  if (prior === null) return []
  if (resource.update === undefined)
    return changedPaths(resource.attributes, config, prior, planned)
  return replacedPaths(resource.attributes, { config, prior, planned })
}

export async function planDeletion(at: At, state: Values): Promise<PlanAnswer> {
  const { session, resource } = at
  const { value, diagnostics } = await session.run(
    `plan the deletion of ${fullName(at)}`,
    millisecondsOf(),
    () => resource.planDelete?.({ state: withoutTimeouts(resource, state) as never }) ?? [],
  )
  return { state: null, requiresReplace: [], diagnostics: [...diagnostics, ...(value ?? [])] }
}
