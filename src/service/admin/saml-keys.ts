/** Our SAML keys, as the admin API manages them: listed, made, activated, retired. */
import type { SamlKeyBody } from '../../admin-api/index.js'
import { certificateFacts } from '../../core/index.js'
import type { Deps } from '../deps.js'
import { createKey, ensureKeys, forget } from '../keys/keys.js'
import { activated, knownFrom, retired } from '../keys/rotation.js'
import type { SamlKeyRecord } from '../store/records.js'
import type { Reads } from '../store/store.js'
import { checkOrganization, notFound, ok, removed, type Handlers } from './answers.js'
import { recordChange } from './changes.js'

type KeyHandlers = Pick<
  Handlers,
  'listSamlKeys' | 'createSamlKey' | 'activateSamlKey' | 'retireSamlKey'
>

const pathOf = ({ organization, id }: SamlKeyRecord): string =>
  `organizations/${organization}/saml-keys/${id}`

function bodyOf(key: SamlKeyRecord): SamlKeyBody {
  const { fingerprint, notAfter } = certificateFacts(key.certificate)
  const { organization, id, use, state, certificate } = key
  return {
    ...{ organization, id, use, state, certificate, fingerprint },
    notAfter: notAfter.toISOString(),
    createdAt: key.createdAt.toISOString(),
    activatedAt: key.activatedAt?.toISOString() ?? null,
    retiredAt: key.retiredAt?.toISOString() ?? null,
    knownFrom: knownFrom(key).toISOString(),
  }
}

async function keysAndOne(
  { samlKeys }: Pick<Reads, 'samlKeys'>,
  { organization, id }: { readonly organization: string; readonly id: string },
) {
  const keys = await samlKeys.list(organization)
  const key = keys.find((it) => it.id === id)
  if (!key) throw notFound(`SAML key "${id}" of organization "${organization}"`)
  return { keys, key }
}

export function samlKeyHandlers(deps: Deps): KeyHandlers {
  const { store, now } = deps
  return {
    listSamlKeys: async ({ params: { organization } }) => {
      await checkOrganization(store, organization)
      return ok({ items: (await ensureKeys(deps, organization)).map(bodyOf) })
    },

    createSamlKey: async ({ params: { organization }, body: { use }, actor }) => {
      await checkOrganization(store, organization)
      const key = await createKey(deps, organization, use, (tx, made) =>
        recordChange(tx, { actor, at: made.createdAt }, pathOf(made), { before: null, after: 1 }),
      )
      return { status: 201, body: bodyOf(key) }
    },

    activateSamlKey: async ({ params, body: { early }, actor }) => {
      const at = now()
      return store.transaction(async (tx) => {
        const { keys, key } = await keysAndOne(tx, params)
        for (const changed of activated(keys, key, { now: at, early })) {
          await tx.samlKeys.update(changed)
        }
        const note = early ? 'activated early' : 'activated'
        await recordChange(tx, { actor, at }, pathOf(key), { before: 1, after: 2 }, note)
        return ok(bodyOf((await keysAndOne(tx, params)).key))
      })
    },

    retireSamlKey: async ({ params, actor }) => {
      const at = now()
      return store.transaction(async (tx) => {
        const { key } = await keysAndOne(tx, params)
        await tx.samlKeys.update(retired(key, at))
        await forget(tx, key)
        await recordChange(tx, { actor, at }, pathOf(key), { before: 2, after: null })
        return removed
      })
    },
  }
}
