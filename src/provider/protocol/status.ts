/** How a gRPC call can end. */

/** https://grpc.io/docs/guides/status-codes */
export const status = { ok: 0, unknown: 2, resourceExhausted: 8, unimplemented: 12, internal: 13 }

export class GrpcError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message)
  }
}
