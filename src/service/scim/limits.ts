/** What discovery announces and the routes keep. */
export const bodyLimit = 4 * 1024 * 1024

export const limits = {
  defaultResults: 100,
  maxResults: 1000,
  bulk: { maxOperations: 1000, maxPayloadSize: bodyLimit },
  /** Seconds. */
  cursorTimeout: 3600,
} as const
