/** Real processes for tests: scripts, and `mortise serve` as an operator runs it. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

const children: ChildProcess[] = []

/** For afterAll: a test that failed midway must leave nothing running. */
export function killLeftovers(): void {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL')
}

function node(args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  return child
}

export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

function collect(child: ChildProcess): { stdout: string; stderr: string } {
  const seen = { stdout: '', stderr: '' }
  child.stdout?.on('data', (chunk: Buffer) => (seen.stdout += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (seen.stderr += chunk.toString()))
  return seen
}

/** @returns its standard output */
export async function runScript(path: string, ...args: readonly string[]): Promise<string> {
  const child = node([path, ...args])
  const seen = collect(child)
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${path} ended with ${code}: ${seen.stderr}`)
  return seen.stdout
}

export const adminToken = 'a-token-for-tests-only-0123456789'

export interface ServeProcess {
  readonly url: string
  readonly adminUrl: string
  readonly seen: { readonly stdout: string; readonly stderr: string }
  kill(signal: 'SIGTERM' | 'SIGKILL'): void
  readonly finished: Promise<Finished>
}

export async function runServe(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Finished> {
  const child = node(['src/cli/main.ts', 'serve', ...args], env)
  const seen = collect(child)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, ...seen }
}

/** Starts `mortise serve` and waits for its line. */
export async function startServe(
  data: string,
  args: readonly string[] = ['--port', '0'],
  env: Readonly<Record<string, string>> = {},
): Promise<ServeProcess> {
  const child = node(['src/cli/main.ts', 'serve', '--data', data, ...args], {
    MORTISE_ADMIN_TOKEN: adminToken,
    ...env,
  })
  const seen = collect(child)
  const finished = once(child, 'close').then(([code]) => ({ code: code as number | null, ...seen }))
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', () => seen.stdout.includes('\n') && resolve())
    void finished.then(({ stderr }) => reject(new Error(`serve did not start: ${stderr}`)))
  })
  const { url, adminUrl } = JSON.parse(seen.stdout) as { url: string; adminUrl: string }
  return { url, adminUrl, seen, kill: (signal) => void child.kill(signal), finished }
}
