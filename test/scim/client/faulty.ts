/** A real HTTP server in front of ours that does one thing wrong: what a check must notice. */
import { createServer, type IncomingHttpHeaders } from 'node:http'

export interface Passing {
  readonly method: string
  /** Below the base URL, with its query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Said {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: string
}

export type Forward = (passing: Passing) => Promise<Said>
export type Fault = (passing: Passing, forward: Forward) => Promise<Said>

export interface Faulty {
  readonly baseUrl: string
  close(): Promise<void>
}

const forwardTo =
  (target: string): Forward =>
  async ({ method, path, headers, body }) => {
    const { authorization, 'content-type': type, 'if-match': ifMatch } = headers
    const response = await fetch(`${target}${path}`, {
      method,
      headers: {
        ...(authorization ? { authorization } : {}),
        ...(type ? { 'content-type': type } : {}),
        ...(ifMatch ? { 'if-match': ifMatch } : {}),
      },
      ...(body === '' ? {} : { body }),
    })
    const contentType = response.headers.get('content-type')
    return {
      status: response.status,
      headers: contentType === null ? {} : { 'content-type': contentType },
      body: await response.text(),
    }
  }

export async function startFaulty(target: string, fault: Fault): Promise<Faulty> {
  const forward = forwardTo(target)
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const { method = 'GET', url = '/', headers } = request
      const passing = { method, path: url, headers, body: Buffer.concat(pieces).toString() }
      Promise.resolve()
        .then(() => fault(passing, forward))
        .then((said) => response.writeHead(said.status, said.headers).end(said.body))
        .catch((error: unknown) => response.writeHead(599).end(String(error)))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
