/** Resources of the kv provider live their lives under a real terraform. */
import { describe, expect, test } from '@jest/globals'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { conformance } from './conformance.js'
import { Store, emptyEntry, kvProvider } from './kv-provider.js'
import { openWorkspace, type Workspace } from './terraform.js'

const everything = (title: string, name = 'a') => `
  name        = "${name}"
  title       = "${title}"
  note        = "hidden"
  certificate = "-----BEGIN\\n  abc\\n\\n\\nEND-----"
  weight      = 0.1
  size        = 12
  zones       = ["z", "a"]
  labels      = { "Team.Name" = "x", "_b" = "y" }
  owner       = { mail = "ada@example.com" }
  steps       = [{ run = "one" }, { run = "two" }]
  rules       = [{ group = "staff" }, { group = "admins", role = "admin" }]
  limits      = { "per Day" = { most = 3 } }
  secret_wo   = "hush"
  secret_version = 1
  timeouts    = { create = "30s" }`

const store = new Store()
conformance('an entry with everything', {
  provider: () => kvProvider(store),
  type: 'kv_entry',
  created: everything('first'),
  updated: everything('second'),
  replaced: everything('second', 'b'),
  importId: 'a',
  // The configuration's spelling of a certificate, and what the framework itself holds.
  notImported: ['certificate'],
  hasTimeouts: true,
  vanish: () => store.entries.clear(),
})

const plain = new Store()
conformance('an entry with the least', {
  provider: () => kvProvider(plain),
  type: 'kv_entry',
  created: 'name = "a"\naliases = ["x", "y"]',
  updated: 'name = "a"\naliases = ["y", "x", "z"]\nenabled = false',
  replaced: 'name = "b"',
  importId: 'a',
  vanish: () => plain.entries.clear(),
})

conformance('a resource without update', {
  provider: () => kvProvider(new Store()),
  type: 'kv_legacy',
  created: 'name = "a"',
  replaced: 'name = "b"',
  importId: 'a',
})

async function within(act: (at: Workspace, store: Store) => Promise<void>): Promise<void> {
  const kept = new Store()
  const at = await openWorkspace(kvProvider(kept))
  try {
    await act(at, kept)
  } finally {
    await at.close()
  }
}

/** Rewrites the state file: as an older provider, or another one, would have left it. */
async function rewriteState(
  at: Workspace,
  change: (instance: Record<string, unknown>, resource: Record<string, unknown>) => void,
): Promise<void> {
  const file = join(at.directory, 'terraform.tfstate')
  const state = JSON.parse(await readFile(file, 'utf8'))
  change(state.resources[0].instances[0], state.resources[0])
  state.serial += 1
  await writeFile(file, JSON.stringify(state))
}

const within30s = 30_000

describe('beyond the ordinary life', () => {
  test(
    'a write-only value reaches the provider and not the state',
    () =>
      within(async (at, { secrets }) => {
        await at.configure('resource "kv_entry" "it" {\n name = "a"\n secret_wo = "hush-hush"\n}')
        await at.succeed('apply', '-auto-approve')
        expect(secrets.get('a')).toBe('hush-hush')
        expect(await readFile(join(at.directory, 'terraform.tfstate'), 'utf8')).not.toContain(
          'hush-hush',
        )
      }),
    within30s,
  )

  test(
    'a failed creation keeps what exists, tainted',
    () =>
      within(async (at, { entries }) => {
        await at.configure('resource "kv_entry" "it" {\n name = "a"\n title = "half"\n}')
        const { code, output } = await at.terraform('apply', '-auto-approve')
        expect(code).toBe(1)
        expect(output).toContain('Only half done')
        expect(await at.stored('kv_entry.it')).toMatchObject({ name: 'a', id: 'id-1' })
        await at.configure('resource "kv_entry" "it" {\n name = "a"\n}')
        expect(await at.succeed('apply', '-auto-approve')).toContain(
          'is tainted, so must be replaced',
        )
        expect(entries.get('a')).toMatchObject({ id: 'id-2' })
      }),
    within30s,
  )

  test(
    'state of version 0 is upgraded, and read',
    () =>
      within(async (at) => {
        await at.configure('resource "kv_entry" "it" {\n name = "a"\n}')
        await at.succeed('apply', '-auto-approve')
        await rewriteState(at, (instance) =>
          Object.assign(instance, { schema_version: 0, attributes: { key: 'a', obsolete: [1] } }),
        )
        expect(await at.succeed('plan')).toContain('No changes')
        await rewriteState(at, (instance) => Object.assign(instance, { schema_version: 7 }))
        const { output } = await at.terraform('plan')
        expect(output).toMatch(/version 7|newer/)
      }),
    within30s,
  )

  test(
    'an attribute the schema no longer has is dropped from stored state',
    () =>
      within(async (at) => {
        await at.configure('resource "kv_entry" "it" {\n name = "a"\n}')
        await at.succeed('apply', '-auto-approve')
        await rewriteState(at, (instance) =>
          Object.assign(instance['attributes'] as object, { long_gone: { a: 1 } }),
        )
        expect(await at.succeed('plan')).toContain('No changes')
      }),
    within30s,
  )

  test(
    'a moved block turns one type into another',
    () =>
      within(async (at) => {
        await at.configure('resource "kv_legacy" "old" {\n name = "a"\n}')
        await at.succeed('apply', '-auto-approve')
        await at.configure(
          'resource "kv_entry" "it" {\n name = "a"\n}\nmoved {\n from = kv_legacy.old\n to = kv_entry.it\n}',
        )
        expect(await at.succeed('apply', '-auto-approve')).toContain(
          '0 added, 0 changed, 0 destroyed',
        )
        expect(await at.stored('kv_entry.it')).toMatchObject({ id: 'id-1' })
      }),
    within30s,
  )

  test(
    'a deletion can be refused while it is planned',
    () =>
      within(async (at) => {
        await at.configure('resource "kv_entry" "it" {\n name = "a"\n title = "protected"\n}')
        await at.succeed('apply', '-auto-approve')
        const { code, output } = await at.terraform('plan', '-destroy')
        expect([code, output]).toEqual([1, expect.stringContaining('Entry is protected')])
      }),
    within30s,
  )

  test(
    'data sources, functions and ephemeral resources',
    () =>
      within(async (at, { entries, opened }) => {
        entries.set('there', { ...emptyEntry, name: 'there', title: 'found', zones: ['z'] })
        await at.configure(`
        data "kv_entry" "it" { name = "there" }
        ephemeral "kv_lease" "it" { name = "short" }
        resource "kv_entry" "it" {
          name = "a"
          secret_wo = ephemeral.kv_lease.it.secret
        }
        output "title" { value = data.kv_entry.it.title }
        output "joined" { value = provider::kv::join_names("-", "a", "b", "c") }
        output "total" { value = provider::kv::total([{ part_name = "x", count = 2 }, { part_name = "y", count = 3 }], null) }`)
        const output = await at.succeed('apply', '-auto-approve')
        expect(output).toContain('title = "found"')
        expect(output).toContain('joined = "a-b-c"')
        expect(JSON.parse(await at.succeed('output', '-json', 'total'))).toEqual({
          sum: 5,
          unit_name: 'none',
        })
        expect(opened.size).toBe(0)
      }),
    within30s,
  )

  test(
    'a value that is not known yet is planned, checked when it is known, and applied',
    () =>
      within(async (at, { entries }) => {
        await at.configure(`
        resource "terraform_data" "first" { input = "late" }
        resource "kv_entry" "it" {
          name = terraform_data.first.output
          zones = [terraform_data.first.output, "z"]
          rules = [{ group = terraform_data.first.output }]
          owner = { mail = terraform_data.first.output }
        }`)
        await at.succeed('apply', '-auto-approve')
        expect(entries.get('late')).toMatchObject({
          zones: ['late', 'z'],
          rules: [{ group: 'late', role: 'viewer' }],
          owner: { mail: 'late', key: 'key-of-late' },
        })
      }),
    within30s,
  )

  test(
    'integers beyond 2^53 and long fractions survive, digit by digit',
    () =>
      within(async (at, { entries }) => {
        await at.configure(
          'resource "kv_entry" "it" {\n name = "a"\n weight = 123456789012345678901234567890\n}\nresource "kv_entry" "third" {\n name = "b"\n weight = 1/3\n}',
        )
        await at.succeed('apply', '-auto-approve')
        expect(entries.get('a')?.weight).toBe(123456789012345678901234567890n)
        expect(await at.succeed('plan')).toContain('No changes')
      }),
    within30s,
  )
})

describe('what the user is told', () => {
  const told = (title: string, body: string, ...sentences: readonly string[]) =>
    test(
      title,
      () =>
        within(async (at) => {
          await at.configure(body)
          const { code, output } = await at.terraform('plan')
          expect(code).toBe(1)
          for (const sentence of sentences) expect(output).toContain(sentence)
        }),
      within30s,
    )

  told(
    'a broken rule',
    'resource "kv_entry" "it" {\n name = "this name is far too long"\n size = 101\n}',
    'Invalid name',
    'name must be 1 to 20 characters long.',
    'size must be between 0 and 100.',
  )
  told(
    'a fraction where a whole number belongs',
    'resource "kv_entry" "it" {\n name = "a"\n size = 1.5\n}',
    'size must be a whole number',
  )
  told(
    'a rule inside a set',
    'resource "kv_entry" "it" {\n name = "a"\n rules = [{ group = "g", role = "king" }]\n}',
    'role must be one of "viewer", "admin".',
  )
  told(
    'a rule over two attributes',
    'resource "kv_entry" "it" {\n name = "a"\n zones = []\n aliases = []\n}',
    'Set one of zones and aliases.',
  )
  told(
    'a bad timeout',
    'resource "kv_entry" "it" {\n name = "a"\n timeouts = { create = "soon" }\n}',
    'must be a duration',
  )
  told(
    'a provider setting out of range',
    'provider "kv" {\n region = "west"\n}\nresource "kv_entry" "it" {\n name = "a"\n}',
    'region must be one of "north", "south".',
  )
  told(
    'a data source that finds nothing',
    'data "kv_entry" "it" {\n name = "nobody"\n}',
    'There is no entry nobody.',
  )
  told(
    'a function’s argument',
    'output "x" {\n value = provider::kv::join_names("", "a")\n}',
    'Names would run together.',
    'Invalid value for "separator" parameter',
  )

  test(
    'deprecations, as warnings',
    () =>
      within(async (at) => {
        await at.configure(
          'resource "kv_entry" "it" {\n name = "a"\n old_title = "x"\n title = "odd"\n}\nresource "kv_legacy" "l" {\n name = "b"\n}',
        )
        const output = await at.succeed('apply', '-auto-approve')
        for (const sentence of ['old_title is deprecated', 'kv_legacy is deprecated', 'Odd title'])
          expect(output).toContain(sentence)
      }),
    within30s,
  )

  test(
    'an import id in the wrong form, and one that finds nothing',
    () =>
      within(async (at) => {
        await at.configure('resource "kv_entry" "it" {\n name = "a"\n}')
        const { code, output } = await at.terraform('import', 'kv_entry.it', 'nobody')
        expect([code, output]).toEqual([1, expect.stringContaining('non-existent')])
      }),
    within30s,
  )
})
