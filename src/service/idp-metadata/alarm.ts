/** What an administrator is to hear of metadata that is held, or can no longer be read. */
import type { Finding } from '../../core/index.js'
import type { MetadataReading } from '../store/records.js'

/** Readings that failed in a row before it is worth a word: half a day of trying. */
const patience = 8

const held = (name: string, note: string, since: Date): Finding => ({
  code: 'metadata-held',
  owner: 'idp',
  detail: `since ${since.toISOString()} the metadata of "${name}" names none of the keys it was registered with (${note}); sign-ins go by the old keys`,
  remedy:
    'Ask the administrators of the IdP whether they replaced all keys. If so, approve it (POST /saml-connections/{name}/metadata/approval); if not, reject it and find out who answers at the URL.',
  source: 'Mortise policy keyReplacement',
})

const unread = (name: string, failures: number, finding: Finding): Finding => ({
  ...finding,
  code: 'metadata-not-refreshed',
  detail: `the metadata of "${name}" could not be read ${failures} times in a row: ${finding.code}: ${finding.detail}`,
})

export function heldWarnings(
  name: string,
  reading: MetadataReading | undefined,
): readonly Finding[] {
  if (!reading) return []
  const { failures, finding } = reading
  return [
    ...(reading.held ? [held(name, reading.held.note, reading.held.at)] : []),
    ...(finding && failures >= patience ? [unread(name, failures, finding)] : []),
  ]
}
