/** Secrets at rest: encrypted, bound to their names, rotatable; and the keys they depend on. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore, type Store } from '../../../src/service/index.js'
import { startService } from '../../../src/service/main.js'
import { readSecretKeys } from '../../../src/service/secrets/key-file.js'
import { newKeyText, parseSecretKeys } from '../../../src/service/secrets/keys.js'
import { Secrets } from '../../../src/service/secrets/secrets.js'
import { codeOf } from '../support.js'

const folder = mkdtempSync(join(tmpdir(), 'mortise-secrets-'))
const path = join(folder, 'mortise.db')
let store: Store
beforeAll(async () => {
  store = await openStore(`file:${path}`)
})
afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

const silent = { write: () => true }
const [older, newer] = [newKeyText(), newKeyText()]
const under = (...keys: string[]): Secrets => new Secrets(parseSecretKeys(keys.join(','), 'test'))
const put = (secrets: Secrets, name: string, plain: string): Promise<void> =>
  store.transaction((tx) => secrets.put(tx, name, plain))
const refusal = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(() => 'nothing refused', codeOf)

describe('a secret at rest', () => {
  test('comes back, and stands nowhere in the database', async () => {
    await put(under(older), 'a/client-secret', 'plain-and-visible')
    expect(await under(older).find(store, 'a/client-secret')).toBe('plain-and-visible')
    for (const suffix of ['', '-wal']) {
      expect(readFileSync(`${path}${suffix}`).includes('plain-and-visible')).toBe(false)
    }
  })

  test('is sealed differently each time, so that equal secrets are not seen to be equal', async () => {
    await put(under(older), 'b', 'same')
    const first = await store.secrets.find('b')
    await put(under(older), 'b', 'same')
    expect((await store.secrets.find('b'))?.sealed).not.toBe(first?.sealed)
  })

  test('opens under its own name only', async () => {
    await put(under(older), 'mine', 'mine alone')
    const sealed = await store.secrets.find('mine')
    if (!sealed) throw new Error('not kept')
    await store.transaction((tx) => tx.secrets.put({ ...sealed, name: 'yours' }))
    expect(await refusal(under(older).find(store, 'yours'))).toBe('secret-unreadable')
  })

  test.each(['', 'AAAA', 'changed'])('changed to "%s" it does not open', async (how) => {
    await put(under(older), 'c', 'something')
    const sealed = await store.secrets.find('c')
    if (!sealed) throw new Error('not kept')
    const last = sealed.sealed.at(-3) === 'A' ? 'B' : 'A'
    const changed = how === 'changed' ? `${sealed.sealed.slice(0, -3)}${last}AA` : how
    await store.transaction((tx) => tx.secrets.put({ ...sealed, sealed: changed }))
    expect(await refusal(under(older).find(store, 'c'))).toBe('secret-unreadable')
    expect(await under(older).isHeld(store, 'c', 'something')).toBe(false)
  })

  test('is recognised without being said', async () => {
    await put(under(older), 'd', 'this')
    expect(await under(older).isHeld(store, 'd', 'this')).toBe(true)
    expect(await under(older).isHeld(store, 'd', 'that')).toBe(false)
    expect(await under(older).isHeld(store, 'nothing', 'this')).toBe(false)
  })

  test('without a key there is none', async () => {
    expect(await refusal(put(new Secrets(undefined), 'e', 'x'))).toBe('secret-key-missing')
    expect(await new Secrets(undefined).find(store, 'e')).toBeUndefined()
  })
})

test('rotation: sealed anew under the first key, after which the older can go', async () => {
  await store.transaction(async (tx) => {
    for (const name of await tx.secrets.namesNotUnder('')) await tx.secrets.remove(name)
  })
  await put(under(older), 'rotated', 'long-lived')
  expect(await refusal(under(newer).find(store, 'rotated'))).toBe('secret-unreadable')
  expect(await under(newer).reseal(store)).toEqual(['rotated'])
  expect(await under(newer, older).reseal(store)).toEqual([])
  expect(await under(newer).find(store, 'rotated')).toBe('long-lived')
  expect(await store.secrets.namesNotUnder('')).toEqual(['rotated'])
})

test('mortise serve makes its keys, and seals anew under the first it is given', async () => {
  const data = join(folder, 'served')
  const options = { port: 0, host: '127.0.0.1', data, stdout: silent, stderr: silent }
  const env = { MORTISE_ADMIN_TOKEN: 'a-token-for-this-test-only' }
  await (await startService({ ...options, env })).close()
  const file = join(data, 'secret.keys')
  expect((statSync(file).mode & 0o777).toString(8)).toBe('600')
  const url = `file:${join(data, 'mortise.db')}`
  const before = await openStore(url)
  const made = readSecretKeys({ file })
  await before.transaction((tx) => new Secrets(made).put(tx, 'a', 'kept'))
  await before.close()
  const old = readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? ''
  const keys = { ...env, MORTISE_SECRET_KEYS: `${newer},${old}` }
  await (await startService({ ...options, env: keys })).close()
  const after = await openStore(url)
  expect(await under(newer).find(after, 'a')).toBe('kept')
  await after.close()
  // With the old key alone the service starts, and says by name what is lost.
  const lines: string[] = []
  const stderr = { write: (line: string) => lines.push(line) }
  await (await startService({ ...options, stderr, env })).close()
  expect(lines.join('')).toContain('"secrets":["a"]')
  chmodSync(file, 0o644)
  expect(await refusal(startService({ ...options, env }))).toBe('secret-key-exposed')
})

describe('the key file', () => {
  const file = join(folder, 'keys', 'secret.keys')

  test('is made once, for the own account only, and read again', () => {
    const made = readSecretKeys({ file })
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600')
    expect(readSecretKeys({ file }).current.id).toBe(made.current.id)
  })

  test('that others may read is refused', () => {
    chmodSync(file, 0o640)
    expect(() => readSecretKeys({ file })).toThrow('can be read by other accounts (mode 640)')
    chmodSync(file, 0o600)
  })

  test('holds several keys, the first current', () => {
    writeFileSync(file, `# a comment\n${newer}\n${older}\n`)
    const keys = readSecretKeys({ file })
    expect(keys.all.size).toBe(2)
    expect(keys.current.id).toBe(parseSecretKeys(newer, 'test').current.id)
  })

  test.each(['', '# nothing', 'too-short', `${newer}x`, 'not base64 at all!'])(
    'refuses "%s" without repeating it',
    (text) => {
      const found = (() => {
        try {
          return parseSecretKeys(text, 'MORTISE_SECRET_KEYS')
        } catch (error) {
          return error
        }
      })()
      expect(codeOf(found)).toBe('secret-key-unusable')
      expect(String(found)).not.toContain('too-short')
      expect(String(found)).not.toContain(newer)
    },
  )
})
