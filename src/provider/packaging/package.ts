/** `mortise provider package`: what a registry, or a packed mirror, is given: a zip per platform, their checksums, and the manifest. */
import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { version } from '../../core/index.js'
import { withBundle } from './built.js'
import { neighbours } from './files.js'
import { executable } from './mirror.js'
import { zip } from './zip.js'

/** Where a script with a shebang can be started. Windows wants an .exe, which this is not. */
const platforms = ['linux_amd64', 'linux_arm64', 'darwin_amd64', 'darwin_arm64']

const stem = `terraform-provider-mortise_${version}`

/** The registry's manifest: which plugin protocol is spoken. */
const manifest = { version: 1, metadata: { protocol_versions: ['6.0'] } }

/** Writes the release into `folder`. Returns the files, in the order a person would look for them. */
export async function packageProvider(folder: string): Promise<readonly string[]> {
  const archive = await withBundle(archiveOf)
  const files = new Map<string, Buffer>([
    // The same bytes for all: a script knows no platform.
    ...platforms.map((platform) => [`${stem}_${platform}.zip`, archive] as const),
    [`${stem}_manifest.json`, Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)],
  ])
  files.set(`${stem}_SHA256SUMS`, Buffer.from(sumsOf(files)))
  await mkdir(folder, { recursive: true })
  for (const [name, content] of files) await writeFile(join(folder, name), content)
  return [...files.keys()].map((name) => join(folder, name))
}

async function archiveOf(bundle: string): Promise<Buffer> {
  const beside = neighbours.map(async (name) => ({
    name,
    content: await readFile(join(dirname(bundle), name)),
  }))
  const main = { name: executable, content: await readFile(bundle), executable: true }
  return zip([main, ...(await Promise.all(beside))])
}

/** As `sha256sum` writes and checks it. */
const sumsOf = (files: ReadonlyMap<string, Buffer>): string =>
  [...files]
    .map(([name, content]) => `${createHash('sha256').update(content).digest('hex')}  ${name}\n`)
    .join('')
