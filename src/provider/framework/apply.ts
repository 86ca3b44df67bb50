/** Making it so: create, update, delete. Whatever goes wrong, what exists is never forgotten. */
import { checkApplied } from './consistency.js'
import { conform } from './conform.js'
import { hasError, providerMistake, type Diagnostic } from './diagnostics.js'
import { fullName, type Answer, type At } from './resource-operations.js'
import { timeoutOf, withTimeouts, withoutTimeouts } from './schema.js'
import { keepSpelling } from './spelling.js'
import { isWhollyKnown } from './unknown.js'
import { areEqual, fieldOf, mapFields, unknownAsNull, type Values } from './value.js'

export interface Application {
  readonly config: Values
  readonly prior: Values | null
  readonly planned: Values
}

export async function applyChange(at: At, change: Application): Promise<Answer> {
  const { session, resource } = at
  const verb = change.prior === null ? 'create' : 'update'
  if (verb === 'update' && isOfTimeouts(at, change)) return applyWithoutVerb(at, change)
  const by = `${verb} ${fullName(at)}`
  let kept: Values | undefined
  const keep = (state: Values) => void (kept = state)
  const { value, diagnostics } = await session.run(
    by,
    timeoutOf(resource, verb, change.planned),
    (call) => callVerb(at, change, { ...call, keep }),
  )
  if (value === undefined)
    return { state: remembered(at, change, kept), diagnostics: orSilent(diagnostics, by) }
  return settle(at, change, value, { by, diagnostics })
}

type Calling = {
  readonly signal: AbortSignal
  readonly report: (d: Diagnostic) => void
  readonly keep: (state: Values) => void
}

function callVerb(
  { session, resource }: At,
  { config, prior, planned }: Application,
  calling: Calling,
): unknown {
  const see = (values: Values) => withoutTimeouts(resource, values) as never
  const context = {
    config: see(config),
    planned: see(planned),
    client: session.client(),
    log: session.log,
    ...calling,
  }
  return prior === null
    ? resource.create(context)
    : resource.update?.({ ...context, prior: see(prior) })
}

interface Done {
  readonly by: string
  readonly diagnostics: readonly Diagnostic[]
}

/** The verb has returned: the object exists, so whatever is wrong with the answer, a state comes back (Terraform taints it). */
function settle(
  { resource }: At,
  { planned }: Application,
  returned: unknown,
  { by, diagnostics }: Done,
): Answer {
  const { attributes } = resource
  const { values, mistakes } = conform(attributes, returned, { by, as: 'state' })
  const spelled = keepSpelling(attributes, planned, values)
  const broken = mistakes.length > 0 ? mistakes : checkApplied(attributes, planned, spelled, by)
  return {
    state: withTimeouts(resource, spelled, planned),
    diagnostics: [...diagnostics, ...broken],
  }
}

/** What the state shall hold after a failure: what the verb kept, on top of what was planned; else what was there before. */
function remembered(
  { resource }: At,
  { prior, planned }: Application,
  kept: Values | undefined,
): Values | null {
  if (kept === undefined) return prior
  const { values } = conform(resource.attributes, kept, { by: 'keep', as: 'partial' })
  const known = unknownAsNull(planned) as Values
  const merged = mapFields(resource.attributes, (_, name) => values[name] ?? known[name] ?? null)
  return withTimeouts(resource, merged, planned)
}

function orSilent(diagnostics: readonly Diagnostic[], by: string): readonly Diagnostic[] {
  return hasError(diagnostics)
    ? diagnostics
    : [...diagnostics, providerMistake(`${by} returned nothing.`)]
}

/** Whether only what the framework itself owns differs. Without `update`, everything else would have been planned as a replacement. */
function isOfTimeouts({ resource }: At, { prior, planned }: Application): boolean {
  const { attributes } = resource
  return resource.update === undefined || areEqual({ kind: 'object', attributes }, planned, prior)
}

function applyWithoutVerb({ resource }: At, { planned, prior }: Application): Answer {
  const { attributes } = resource
  const state = mapFields(attributes, (_, name) =>
    isWhollyKnown(planned[name]) ? planned[name] : fieldOf(prior, name),
  )
  return { state: withTimeouts(resource, state, planned), diagnostics: [] }
}

export async function applyDeletion(at: At, state: Values): Promise<Answer> {
  const { session, resource } = at
  const { value, diagnostics } = await session.run(
    `delete ${fullName(at)}`,
    timeoutOf(resource, 'delete', state),
    async (call) => {
      await resource.delete({
        state: withoutTimeouts(resource, state) as never,
        client: session.client(),
        log: session.log,
        ...call,
      })
      return true
    },
  )
  return { state: value === true && !hasError(diagnostics) ? null : state, diagnostics }
}
