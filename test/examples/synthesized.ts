/** Runs an example in this process and gives what it wrote. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Names of the examples, without `.ts`. */
export const exampleNames = readdirSync(join(root, 'examples'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length))
  .sort()

interface Recorded {
  '//': { metadata: { version?: string } }
}

/** What an example wrote, but for the version of cdktf: with its successor it is another. */
export function asRecorded(text: string): unknown {
  const program = JSON.parse(text) as Recorded
  delete program['//'].metadata.version
  return program
}

/** The text of the one `cdk.tf.json` an example writes. A program runs once: import each at most once in a test file. */
export async function synthesizeExample(name: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'mortise-example-'))
  const before = process.env['CDKTF_OUTDIR']
  process.env['CDKTF_OUTDIR'] = folder
  try {
    await import(`../../examples/${name}.ts`)
    const [stack = ''] = readdirSync(join(folder, 'stacks'))
    return readFileSync(join(folder, 'stacks', stack, 'cdk.tf.json'), 'utf8')
  } finally {
    if (before === undefined) delete process.env['CDKTF_OUTDIR']
    else process.env['CDKTF_OUTDIR'] = before
    rmSync(folder, { recursive: true, force: true })
  }
}
