/** Buttons of the sign-in page that lead straight to an IdP (T70), where it is clear whose page it is. */
import { isName } from '../../core/index.js'
import { openConnections } from '../connections/circumstances.js'
import { findConnection, type Connection } from '../connections/connection.js'
import type { Deps } from '../deps.js'

export interface Button {
  readonly label: string
  readonly url: string
}

/** T70 is about OpenID Connect with one kind of IdP: the label names it. */
const buttonOf = ({ preset, protocol, idpKind, loginUrl }: Connection): readonly Button[] =>
  preset.waysIn.flatMap(({ kind, label, idp }) =>
    kind === 'button' && label !== undefined && protocol === 'oidc' && idp === idpKind
      ? [{ label, url: loginUrl }]
      : [],
  )

/** The organization whose page it is: named in the URL, or the only one of an instance of its own (T74). */
async function organizationFor({ store }: Deps, wanted: unknown): Promise<string | undefined> {
  if (typeof wanted === 'string') return isName(wanted) ? wanted : undefined
  const [only, another] = await store.organizations.list({ limit: 2 })
  // Among several, buttons would tell strangers who the others are.
  return another ? undefined : only?.name
}

async function openOf({ store, publicUrl }: Deps, organization: string): Promise<Connection[]> {
  const names = await openConnections(store, publicUrl(), organization)
  const open = await Promise.all(names.map((name) => findConnection(store, publicUrl(), name)))
  return open.flatMap((connection) => connection ?? [])
}

/** @param wanted - `organization` of the URL */
export async function buttonsFor(deps: Deps, wanted: unknown): Promise<readonly Button[]> {
  const organization = await organizationFor(deps, wanted)
  return organization === undefined ? [] : (await openOf(deps, organization)).flatMap(buttonOf)
}

/** Every connection by which people of an organization may sign in now; those of an unknown one are none. */
export async function waysInto(deps: Deps, organization: string): Promise<readonly Button[]> {
  if (!isName(organization)) return []
  const open = await openOf(deps, organization)
  return open.map(({ name, loginUrl }) => ({ label: `Sign in by ${name}`, url: loginUrl }))
}
