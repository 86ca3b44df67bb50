/** What ends a connection, as RFC 9113 §7 numbers it. */

export const code = {
  none: 0x0,
  protocol: 0x1,
  internal: 0x2,
  flowControl: 0x3,
  streamClosed: 0x5,
  frameSize: 0x6,
  compression: 0x9,
  tooMuch: 0xb,
}

/** The peer broke the protocol: nothing it says from here on can be understood. */
export class ConnectionFault extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message)
  }
}
