/** The keys in a file beside the database, made at the first start: for the service's own account only. */
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { Refusal } from '../../core/index.js'
import type { SecretKeySource } from '../settings.js'
import { newKeyText, parseSecretKeys, type SecretKeys } from './keys.js'

const heading = `# Keys of the secrets in the database. Without them those are lost: keep a copy, apart from the database's.
# The first encrypts, all decrypt. To rotate: put a new one (openssl rand -base64 32) first and restart.
`

const exposed = (path: string, mode: number): Refusal =>
  new Refusal({
    code: 'secret-key-exposed',
    owner: 'sp',
    detail: `${path} can be read by other accounts (mode ${mode.toString(8)})`,
    remedy: `Run chmod 600 ${path}; if others may have read it, put a new key first and restart.`,
  })

/** A whole file or none, and the first one made stays: two processes may start at once. */
function create(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, `${heading}${newKeyText()}\n`, { mode: 0o600, flag: 'wx' })
  try {
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft)
  }
}

/**
 * Reads the keys, after making the file where there is none.
 * @throws Refusal `secret-key-exposed` or `secret-key-unusable`
 */
function readKeyFile(path: string): SecretKeys {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) create(path)
  const mode = statSync(path).mode & 0o777
  // Windows has no such bits: there the folder's own rights must do.
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) throw exposed(path, mode)
  return parseSecretKeys(readFileSync(path, 'utf8'), path)
}

/** @throws Refusal `secret-key-exposed` or `secret-key-unusable` */
export const readSecretKeys = (source: SecretKeySource): SecretKeys =>
  'text' in source ? parseSecretKeys(source.text, 'MORTISE_SECRET_KEYS') : readKeyFile(source.file)
