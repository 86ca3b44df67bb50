/** Which connection a person's e-mail address leads to (T01). Only a domain whose owner has proven it leads anywhere. */
import { domainOf } from '../../admin-api/index.js'
import { openConnections } from '../connections/circumstances.js'
import { findConnection } from '../connections/connection.js'
import type { Deps } from '../deps.js'

/** @returns where to begin the sign-in; undefined when the address says nothing, or not which of several */
export async function loginUrlFor(
  { store, publicUrl }: Deps,
  email: string,
): Promise<string | undefined> {
  const name = domainOf(email)
  const domain = name === undefined ? undefined : await store.domains.findVerified(name)
  if (!domain) return undefined
  const open = await openConnections(store, publicUrl(), domain.organization)
  const { connection } = domain.input
  const chosen = connection === null ? (open.length === 1 ? open[0] : undefined) : connection
  if (chosen === undefined || !open.includes(chosen)) return undefined
  return (await findConnection(store, publicUrl(), chosen))?.loginUrl
}
