/**
 * mortise_directory_token: a token an IdP pushes with. Its value is write-only: made outside (`ephemeral "random_password"`),
 * handed to us and to the IdP, kept in no state. An ephemeral resource that made tokens would make one at every plan.
 */
import { createHash } from 'node:crypto'
import type { DirectoryTokenBody } from '../../admin-api/index.js'
import {
  between,
  definitionsFor,
  DiagnosticError,
  error,
  int64,
  string,
} from '../framework/index.js'
import type { ServiceClient } from '../service-client.js'
import { creation, nameRule } from './attributes.js'

const { defineResource } = definitionsFor<ServiceClient>()

interface Kept {
  readonly expiresInDays: number
  readonly valueWoVersion: number
}

const stateOf = (
  { directory, name, fingerprint, expiresAt }: DirectoryTokenBody,
  { expiresInDays, valueWoVersion }: Kept,
) => ({ directory, name, expiresInDays, valueWoVersion, fingerprint, expiresAt, valueWo: null })

/** As the service names a value without giving it away. */
const isOf = (value: string, fingerprint: string): boolean =>
  createHash('sha256').update(value).digest('hex').startsWith(fingerprint)

/** A value is spent with its token: refused before the old one is destroyed, and not after. */
const spent = new DiagnosticError(
  error(
    'Value already used',
    'The token is to be replaced, and value_wo is still the value of the one it replaces; a value is never taken twice, so the directory would be left without a token.\n\nGive a new random value, and another value_wo_version.\n\nCode: value-spent',
    ['valueWo'],
  ),
)

export const directoryToken = defineResource({
  typeName: 'directory_token',
  description:
    'A token of a directory, for the IdP to push with. Two may live at a time: to rotate, add the second, hand it to the IdP, then remove the first.',
  // 1: value_version became value_wo_version, as write-only arguments have it everywhere.
  version: 1,
  upgraders: {
    0: (stored) => ({
      directory: String(stored['directory']),
      name: String(stored['name']),
      expiresInDays: Number(stored['expires_in_days']),
      valueWoVersion: Number(stored['value_version']),
      fingerprint: String(stored['fingerprint']),
      expiresAt: String(stored['expires_at']),
    }),
  },
  identifiedBy: ['directory', 'name'],
  timeoutsAttribute: true,
  attributes: {
    directory: string({
      required: true,
      requiresReplace: true,
      validate: [nameRule],
      description: 'Name of the directory. Changing it replaces the token.',
    }),
    name: string({
      required: true,
      requiresReplace: true,
      validate: [nameRule],
      description: 'The name, chosen once. Changing it replaces the token.',
    }),
    valueWo: string({
      required: true,
      writeOnly: true,
      sensitive: true,
      description:
        'The value, random, 32 to 512 characters, without the word Bearer. Kept in no state.',
    }),
    valueWoVersion: int64({
      optional: true,
      default: 1,
      requiresReplace: true,
      description:
        'Change it together with `value_wo`, which Terraform does not remember: the token is replaced by one of the new value.',
    }),
    expiresInDays: int64({
      optional: true,
      default: 365,
      validate: [between(1, 1095)],
      requiresReplace: true,
      description: 'Days until it expires. Changing it replaces the token.',
    }),
    fingerprint: string({
      computed: true,
      useStateForUnknown: true,
      description: 'Names the value without giving it away.',
    }),
    expiresAt: string({
      computed: true,
      useStateForUnknown: true,
      description: 'When it expires, RFC 3339.',
    }),
  },
  modifyPlan({ prior, planned, config: { valueWo } }) {
    if (prior === null || prior === planned || typeof valueWo !== 'string') return
    const names = ['directory', 'name', 'expiresInDays', 'valueWoVersion'] as const
    const isReplaced = names.some((name) => prior[name] !== planned[name])
    if (isReplaced && isOf(valueWo, prior.fingerprint)) throw spent
  },
  async create({ config, planned, client, signal }) {
    const { directory, name, expiresInDays } = planned
    const made = await client.call('putDirectoryToken', {
      params: { directory, name },
      body: { value: config.valueWo, expiresInDays },
      condition: creation(),
      signal,
    })
    return stateOf(made, planned)
  },
  async read({ state, client, signal }) {
    const { directory, name } = state
    const found = await client.find('getDirectoryToken', { params: { directory, name }, signal })
    // After an import nothing is known of them: days and version are decisions of the configuration.
    const { expiresInDays, valueWoVersion } = state as Partial<Record<keyof Kept, number | null>>
    const kept = { expiresInDays: expiresInDays ?? 365, valueWoVersion: valueWoVersion ?? 1 }
    return found ? stateOf(found, kept) : null
  },
  async delete({ state: { directory, name }, client, signal }) {
    await client.find('deleteDirectoryToken', { params: { directory, name }, signal })
  },
})
