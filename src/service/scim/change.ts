/** A change of one resource by method and path, the same for a request and for one operation of many. */
import { groupType, notFound, ScimError, userType, type ResourceType } from '../../scim/index.js'
import type { DirectoryResource, Named } from '../store/directories.js'
import type { Changing, Outcome, Shows } from './asking.js'
import { createGroup, deleteGroup, patchGroup, putGroup } from './groups.js'
import { answerWith, asText } from './shown.js'
import { createUser, deleteUser, patchUser, putUser } from './users.js'

interface Verbs {
  readonly create: (changing: Changing) => Promise<DirectoryResource>
  readonly put: (changing: Changing, id: string) => Promise<DirectoryResource>
  readonly patch: (changing: Changing, id: string) => Promise<DirectoryResource>
  readonly remove: (changing: Changing, id: string) => Promise<void>
}

const verbs: Readonly<Record<string, Verbs>> = {
  [userType.name]: { create: createUser, put: putUser, patch: patchUser, remove: deleteUser },
  [groupType.name]: { create: createGroup, put: putGroup, patch: patchGroup, remove: deleteGroup },
}

export const methodRefused = (method: string, path: string): ScimError =>
  new ScimError(405, undefined, `${method} is not for ${path}`)

export interface Target {
  readonly method: string
  readonly type: ResourceType
  readonly id: string | undefined
  readonly projection: Shows
}

/** Who was not there before is in no group; who comes back (T59) may be. */
const inNoGroup = ({ version }: DirectoryResource): readonly Named[] | undefined =>
  version === 1 ? [] : undefined

/** @throws ScimError; nothing is changed then */
export async function change(changing: Changing, target: Target): Promise<Outcome> {
  const { method, type, id, projection } = target
  const of = verbs[type.name]
  if (!of) throw notFound(`there is no ${type.endpoint}`)
  if (id === undefined) {
    if (method !== 'POST') throw methodRefused(method, type.endpoint)
    const created = await of.create(changing)
    return answerWith(changing, type, asText(created, inNoGroup(created)), {
      status: 201,
      projection,
    })
  }
  if (method === 'DELETE') {
    await of.remove(changing, id)
    return { status: 204 }
  }
  if (method === 'PUT') {
    const put = asText(await of.put(changing, id))
    return answerWith(changing, type, put, { status: 200, projection })
  }
  if (method !== 'PATCH') throw methodRefused(method, `${type.endpoint}/{id}`)
  const patched = await of.patch(changing, id)
  // A group may have 100,000 members: nobody asked to read them back (RFC 7644 §3.5.2).
  if (type === groupType && !projection) return { status: 204 }
  return answerWith(changing, type, asText(patched), { status: 200, projection })
}
