/** Requests as fast as they are answered, over kept-alive connections. Bare sockets: Node's own client would cost more than the servers. */
import { connect, type Socket } from 'node:net'

export interface Answered {
  readonly status: number
  readonly body: string
}

/** Where a response ends, if it has: after its length, or after its last chunk. */
function endOf(data: Buffer): number | undefined {
  const head = data.indexOf('\r\n\r\n')
  if (head < 0) return undefined
  const headers = data.toString('latin1', 0, head).toLowerCase()
  const start = head + 4
  const length = /\r\ncontent-length: *(\d+)/.exec(headers)?.[1]
  if (length !== undefined) {
    const end = start + Number(length)
    return data.length >= end ? end : undefined
  }
  if (!headers.includes('transfer-encoding: chunked')) return start
  for (let at = start; ;) {
    const line = data.indexOf('\r\n', at)
    if (line < 0) return undefined
    const size = parseInt(data.toString('latin1', at, line), 16)
    const next = line + 2 + size + 2
    if (data.length < next) return undefined
    if (size === 0) return next
    at = next
  }
}

function answeredOf(data: Buffer): Answered {
  const text = data.toString()
  const [head = '', ...rest] = text.split('\r\n\r\n')
  const raw = rest.join('\r\n\r\n')
  const isChunked = /transfer-encoding: *chunked/i.test(head)
  const body = isChunked ? raw.replace(/(^|\r\n)[0-9a-f]+\r\n/gi, '') : raw
  return { status: Number(head.slice(9, 12)), body }
}

class Connection {
  #socket: Socket
  #pieces: Buffer[] = []
  #done: ((data: Buffer) => void) | undefined
  #failed: ((error: Error) => void) | undefined

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true })
    this.#socket.on('data', (piece) => this.#take(piece))
    this.#socket.on('error', (error) => this.#failed?.(error))
    this.#socket.on('close', () => this.#failed?.(new Error('the connection was closed')))
  }

  #take(piece: Buffer): void {
    this.#pieces.push(piece)
    const data = this.#pieces.length === 1 ? piece : Buffer.concat(this.#pieces)
    const end = endOf(data)
    this.#pieces = end === undefined ? [data] : []
    if (end !== undefined) this.#done?.(data)
  }

  ask(request: string): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#done = resolve
      this.#failed = reject
      this.#socket.write(request)
    })
  }

  close(): void {
    this.#failed = undefined
    this.#socket.destroy()
  }
}

export interface Load {
  readonly port: number
  readonly next: () => string
  readonly connections: number
  readonly milliseconds: number
}

export interface Measured {
  readonly count: number
  readonly errors: number
  readonly perSecond: number
  /** Milliseconds, the middle one. */
  readonly latency: number
}

const isError = (data: Buffer): boolean => data[9] !== 0x32 // HTTP/1.1 2xx

async function askUntil(port: number, end: number, next: () => string) {
  const connection = new Connection(port)
  const latencies: number[] = []
  let errors = 0
  do {
    const begun = performance.now()
    if (isError(await connection.ask(next()))) errors += 1
    latencies.push(performance.now() - begun)
  } while (performance.now() < end)
  connection.close()
  return { latencies, errors }
}

export async function measure({ port, next, connections, milliseconds }: Load): Promise<Measured> {
  const begun = performance.now()
  const all = await Promise.all(
    Array.from({ length: connections }, () => askUntil(port, begun + milliseconds, next)),
  )
  const elapsed = performance.now() - begun
  const latencies = all.flatMap((one) => one.latencies).sort((a, b) => a - b)
  return {
    count: latencies.length,
    errors: all.reduce((sum, { errors }) => sum + errors, 0),
    perSecond: (latencies.length * 1000) / elapsed,
    latency: latencies[Math.floor(latencies.length / 2)] ?? NaN,
  }
}

export async function askOnce(port: number, request: string): Promise<Answered> {
  const connection = new Connection(port)
  const data = await connection.ask(request)
  connection.close()
  return answeredOf(data)
}
