/** What one run of the demo holds: filled step by step, read by later steps and the closing report. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AdminClient } from '../admin-api/index.js'
import type { Browser, Landing, SamlForm } from './browser.js'
import { start, type Running, type RunOptions } from './process.js'
import type { Terraform } from './terraform.js'
import type { Workspace } from './workspace.js'

/** The compiled package: `dist/`, two folders above this file. */
const dist = fileURLToPath(new URL('../..', import.meta.url))
export const command = join(dist, 'src', 'cli', 'main.js')
export const example = join(dist, 'examples', '00-one-connection.js')

export interface Rehearsal {
  readonly workspace: Workspace
  /** `terraform`, or what MORTISE_TERRAFORM names. */
  readonly program: string
  readonly signal: AbortSignal
  service?: Running
  idp?: Running
  terraform?: Terraform
  browser?: Browser
  form?: SamlForm
  landing?: Landing
}

/** The value a former step left; a missing one is a mistake in the order of steps. */
export function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`no ${what} yet`)
  return value
}

/** Starts `mortise …` and sees to its end. */
export async function startMortise(
  rehearsal: Rehearsal,
  args: readonly string[],
  env: RunOptions['env'] = {},
): Promise<Running> {
  const running = await start(`mortise ${args[0] ?? ''}`, [command, ...args], {
    env: { ...process.env, ...env },
    signal: rehearsal.signal,
  })
  rehearsal.workspace.onClose(() => running.stop())
  return running
}

export const serviceUrl = ({ service }: Rehearsal): string =>
  required(service, 'service').listening['url'] ?? ''

/** What terraform and the admin client must know; the token never stands in a file. */
export const serviceEnv = (rehearsal: Rehearsal): Record<string, string> => ({
  MORTISE_SERVICE_URL: serviceUrl(rehearsal),
  MORTISE_ADMIN_TOKEN: rehearsal.workspace.adminToken,
})

export const adminClient = (rehearsal: Rehearsal): AdminClient =>
  new AdminClient({
    serviceUrl: serviceUrl(rehearsal),
    token: rehearsal.workspace.adminToken,
    fetch: globalThis.fetch,
  })
