/** `mortise simulate` as a person runs it, and files for it to read. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runSimulate, type SimulateOptions } from '../../src/simulate/index.js'

export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
}

/** Any command of `mortise`, from source. */
export async function mortise(
  args: readonly string[],
  { env = {}, input = '' }: Running = {},
): Promise<Finished> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const seen = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (seen.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (seen.stderr += chunk.toString()))
  child.stdin.end(input)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, ...seen }
}

export const simulate = (args: readonly string[], running?: Running): Promise<Finished> =>
  mortise(['simulate', ...args], running)

interface Item {
  readonly kind: string
  readonly name: string
}

export interface OutcomeJson {
  readonly persona: string
  readonly connection: string
  readonly preset: string | null
  readonly sample: string
  readonly result: string
  readonly finding: { readonly code: string; readonly detail: string } | null
  readonly access: readonly Item[]
  readonly contact: { readonly login: string; readonly email: string; readonly name: string } | null
  readonly undecided: readonly { readonly access: Item | null; readonly because: string }[]
  readonly trace: readonly {
    readonly effect: string
    readonly kind: string
    readonly subject: string
    readonly because: string
    readonly source: string
    readonly place: string | null
  }[]
  readonly notes: readonly string[]
}

/** What the command would print, parsed; in this process, since starting one takes longer than all it does. */
export async function outcomesOf(
  options: Omit<SimulateOptions, 'now' | 'format'>,
): Promise<readonly OutcomeJson[]> {
  const { report } = await runSimulate({ ...options, format: 'json', now: new Date() })
  return (JSON.parse(report) as { outcomes: readonly OutcomeJson[] }).outcomes
}

/** `group Engineers`, sorted; entry left out. */
export const accessOf = ({ access }: Pick<OutcomeJson, 'access'>): readonly string[] =>
  access
    .filter(({ kind }) => kind !== 'entry')
    .map(({ kind, name }) => `${kind} ${name}`)
    .sort()

export interface Folder {
  readonly path: string
  write(name: string, content: string | object): string
  remove(): void
}

export function openFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'mortise-simulate-'))
  return {
    path,
    write: (name, content) => {
      const file = join(path, name)
      writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
      return file
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  }
}
