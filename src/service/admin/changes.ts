/** Every change by an administrator leaves a row, in the transaction that makes it: who, what, when, from which version to which. */
import type { Change } from '../store/records.js'
import type { Transaction } from '../store/store.js'

type Versions = { readonly before: number | null; readonly after: number | null }

const actionOf = ({ before, after }: Versions): Change['action'] => {
  if (before === null) return 'create'
  return after === null ? 'delete' : 'update'
}

export function recordChange(
  tx: Transaction,
  who: { readonly actor: string; readonly at: Date },
  object: string,
  versions: Versions,
  note: string | null = null,
): Promise<void> {
  return tx.changes.record({ ...who, action: actionOf(versions), object, ...versions, note })
}
