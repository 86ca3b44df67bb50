/**
 * One suite for any resource of any provider: its whole life under a real terraform. A resource passes when Terraform sees
 * it created, unchanged, drifted away, imported, updated, replaced and deleted, and never has a plan left over.
 */
import { expect, test } from '@jest/globals'
import type { Provider } from '../../../src/provider/framework/index.js'
import { openWorkspace, type Workspace } from './terraform.js'

export interface Life {
  readonly provider: () => Provider
  /** The full type: kv_entry. */
  readonly type: string
  /** Everything the resource stands on: provider block, other resources. */
  readonly around?: string
  /** Bodies of the resource's block. */
  readonly created: string
  /** Differs from `created` in what can change in place. Left out: nothing can. */
  readonly updated?: string
  /** Differs in what cannot. */
  readonly replaced?: string
  /** Left out: not importable. */
  readonly importId?: string
  /** Attributes that an import brings back in another spelling. The plan is empty all the same. */
  readonly notImported?: readonly string[]
  /** It is written with timeouts, which are of the configuration alone: after an import, one apply notes them, and touches nothing else. */
  readonly hasTimeouts?: boolean
  /** Makes the object vanish behind Terraform's back. */
  readonly vanish?: () => void | Promise<void>
}

export function conformance(name: string, life: Life): void {
  const steps: readonly [string, (at: Workspace) => Promise<void>][] = [
    [
      'is created, and then there is nothing to do',
      (at) => becomes(at, life, life.created, 'will be created'),
    ],
    ['reads the same under refresh', expectNoDrift],
    ...imports(life),
    ...whenGiven(life.updated, 'is updated in place', (at, body) =>
      becomes(at, life, body, 'will be updated in-place'),
    ),
    ...whenGiven(life.replaced, 'is replaced', (at, body) =>
      becomes(at, life, body, 'must be replaced'),
    ),
    ...whenGiven(life.vanish, 'is created again when it has vanished', (at, vanish) =>
      comesBack(at, life, vanish),
    ),
    ['is deleted', (at) => goes(at, life)],
  ]
  test(`${name}: ${steps.map(([step]) => step).join(', ')}`, () => live(life, steps), 60_000)
}

async function live(
  { provider }: Life,
  steps: readonly [string, (at: Workspace) => Promise<void>][],
): Promise<void> {
  const workspace = await openWorkspace(provider())
  try {
    for (const [name, step] of steps)
      await step(workspace).catch((fault: unknown) => fail(name, fault))
  } finally {
    await workspace.close()
  }
}

function fail(step: string, fault: unknown): never {
  throw new Error(`"${step}" failed: ${fault instanceof Error ? fault.message : String(fault)}`, {
    cause: fault,
  })
}

function whenGiven<T>(
  given: T | undefined,
  name: string,
  step: (at: Workspace, given: T) => Promise<void>,
): [string, (at: Workspace) => Promise<void>][] {
  return given === undefined ? [] : [[name, (at) => step(at, given)]]
}

async function becomes(at: Workspace, life: Life, body: string, how: string): Promise<void> {
  await at.configure(block(life, body))
  const output = await at.succeed('apply', '-auto-approve')
  expect(output).toContain(`${life.type}.it ${how}`)
  await expectNoChanges(at)
}

/** -detailed-exitcode: 0 is no change, 2 is a change, 1 a failure. */
async function expectNoChanges(at: Workspace): Promise<void> {
  const { code, output } = await at.terraform('plan', '-detailed-exitcode')
  if (code !== 0) throw new Error(`the plan is not empty (exit code ${code}):\n${output}`)
}

/** By its words: Terraform 1.11's exit code here is 2 even when it says "No changes". */
async function expectNoDrift(at: Workspace): Promise<void> {
  expect(await at.succeed('plan', '-refresh-only')).toContain('No changes')
}

function imports({
  importId,
  type,
  notImported = [],
  hasTimeouts = false,
}: Life): [string, (at: Workspace) => Promise<void>][] {
  return whenGiven(importId, 'is imported as it was, and the plan is empty', async (at, id) => {
    const before = await at.stored(`${type}.it`)
    await at.succeed('state', 'rm', `${type}.it`)
    await at.succeed('import', `${type}.it`, id)
    const after = await at.stored(`${type}.it`)
    const unlike = hasTimeouts ? ['timeouts', ...notImported] : notImported
    expect(without(after, unlike)).toEqual(without(before, unlike))
    if (hasTimeouts) {
      expect(await at.succeed('apply', '-auto-approve')).toContain('1 changed')
      const noted = await at.stored(`${type}.it`)
      expect(noted).toEqual({ ...after, timeouts: before['timeouts'] })
    }
    await expectNoChanges(at)
  })
}

const without = (
  values: Record<string, unknown>,
  names: readonly string[],
): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)))

async function comesBack(
  at: Workspace,
  { type }: Life,
  vanish: () => void | Promise<void>,
): Promise<void> {
  await vanish()
  const output = await at.succeed('apply', '-auto-approve')
  expect(output).toContain('no longer exists')
  expect(output).toContain(`${type}.it will be created`)
  await expectNoChanges(at)
}

async function goes(at: Workspace, life: Life): Promise<void> {
  await at.configure(life.around ?? '')
  expect(await at.succeed('apply', '-auto-approve')).toContain(`${life.type}.it will be destroyed`)
}

function block({ type, around = '' }: Life, body: string): string {
  return `${around}\nresource "${type}" "it" {\n${body}\n}`
}
