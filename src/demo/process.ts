/** Programs the demo starts: run to the end, or kept until stopped. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface RunOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  readonly signal?: AbortSignal
}

export interface Finished {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** A program that ended badly, with what it said last. */
export class ProgramFailed extends Error {
  constructor(
    readonly program: string,
    readonly finished: Finished,
  ) {
    super(
      `${program} ended with ${finished.code}\n${lastLines(finished.stderr || finished.stdout)}`,
    )
    this.name = 'ProgramFailed'
  }
}

const lastLines = (text: string): string => text.trimEnd().split('\n').slice(-30).join('\n')

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: string[] = []
  stream.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk))
  return () => chunks.join('')
}

/** How long a program may take to end after SIGTERM before it is killed. Milliseconds. */
const grace = 10_000

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), grace)
  await exited
  clearTimeout(timer)
}

/** Runs a program to its end. An abort stops it gently; terraform then leaves a sound state. */
export async function run(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Finished> {
  options.signal?.throwIfAborted()
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const stdout = collect(child.stdout)
  const stderr = collect(child.stderr)
  const stop = (): void => void end(child)
  options.signal?.addEventListener('abort', stop, { once: true })
  const [code] = (await once(child, 'close')) as [number | null]
  options.signal?.removeEventListener('abort', stop)
  options.signal?.throwIfAborted()
  return { code: code ?? 1, stdout: stdout(), stderr: stderr() }
}

/** As `run`, but an exit code that is not allowed is thrown. @throws ProgramFailed */
export async function runOrFail(
  program: string,
  args: readonly string[],
  options: RunOptions & { readonly allowed?: readonly number[]; readonly title?: string } = {},
): Promise<Finished> {
  const finished = await run(program, args, options)
  if ((options.allowed ?? [0]).includes(finished.code)) return finished
  throw new ProgramFailed(options.title ?? program, finished)
}

export interface Running {
  /** The JSON line by which the program said that it listens. */
  readonly listening: Readonly<Record<string, string>>
  readonly pid: number
  /** Everything logged so far. */
  readonly log: () => string
  stop(): Promise<void>
}

/** Starts a program that announces itself by one JSON line on standard output. @throws ProgramFailed when it ends first */
export async function start(
  title: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Running> {
  options.signal?.throwIfAborted()
  const child = spawn(process.execPath, args, {
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const stderr = collect(child.stderr)
  const announced = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>
  const ended = once(child, 'exit').then(([code]: (number | null)[]) => {
    throw new ProgramFailed(title, { code: code ?? 1, stdout: '', stderr: stderr() })
  })
  ended.catch(() => undefined) // its natural end, later, is no failure
  const [line] = await Promise.race([announced, ended])
  return {
    listening: JSON.parse(line) as Record<string, string>,
    pid: child.pid ?? 0,
    log: stderr,
    stop: () => end(child),
  }
}
