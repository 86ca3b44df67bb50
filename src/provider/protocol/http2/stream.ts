/** One call: what its caller says, and what is answered. */

/** What a stream needs of its connection. */
export interface Carrier {
  /** Sends a header block. */
  headers(stream: Stream, block: Buffer, isLast: boolean): void
  /** Sends what is outgoing as far as the windows allow now, and the rest when they open. */
  pump(stream: Stream): void
}

interface Listening {
  readonly resolve: (body: Buffer) => void
  readonly reject: (fault: Error) => void
  readonly limit: number
  readonly tooLong: () => Error
}

export class Stream {
  readonly #carrier: Carrier
  #chunks: Buffer[] = []
  #length = 0
  #listening: Listening | undefined
  #isBegun = false
  #isOver = false
  /** The caller has said all. */
  isHeard = false
  /** What did not fit through the windows yet, and what comes after it. */
  readonly outgoing: { data: Uint8Array[]; trailers?: Buffer } = { data: [] }

  constructor(
    readonly id: number,
    readonly path: string,
    /** How many bytes the caller takes now. */
    public window: number,
    carrier: Carrier,
  ) {
    this.#carrier = carrier
  }

  /** We have said all, or nobody listens any more. */
  get isOver(): boolean {
    return this.#isOver
  }

  /**
   * Everything the caller says, if asked for at once: what nobody waits for is dropped.
   * @param limit - bytes
   * @throws what `tooLong` makes, or Error when the caller hangs up first
   */
  whole(limit: number, tooLong: () => Error): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#listening = { resolve, reject, limit, tooLong }
      if (this.isHeard) this.#settle()
    })
  }

  /** The headers of an answer. */
  begin(headers: Buffer): void {
    if (this.#isOver || this.#isBegun) return
    this.#isBegun = true
    this.#carrier.headers(this, headers, false)
  }

  write(data: Uint8Array): void {
    if (this.#isOver) return
    this.outgoing.data.push(data)
    this.#carrier.pump(this)
  }

  end(trailers: Buffer): void {
    if (this.#isOver) return
    this.outgoing.trailers = trailers
    this.#carrier.pump(this)
  }

  /** Headers and nothing else, unless an answer has begun. */
  refuse(headers: Buffer): void {
    if (this.#isOver || this.#isBegun) return
    this.#isBegun = true
    this.#carrier.headers(this, headers, true)
  }

  /** From the connection: the caller said this. */
  heard(data: Buffer, isLast: boolean): void {
    this.isHeard ||= isLast
    const listening = this.#listening
    if (listening === undefined) return
    this.#length += data.length
    this.#chunks.push(data)
    if (this.#length > listening.limit) this.#fail(listening.tooLong())
    else if (isLast) this.#settle()
  }

  /** From the connection: nothing more is sent. */
  over(): void {
    this.#isOver = true
    this.outgoing.data = []
    // Only if someone waits: making an error costs more than the rest of a call.
    if (this.#listening !== undefined) this.#fail(new Error('the caller hung up'))
  }

  #fail(fault: Error): void {
    this.#listening?.reject(fault)
    this.#forget()
  }

  #settle(): void {
    const [first, ...others] = this.#chunks
    const isOne = first !== undefined && others.length === 0
    this.#listening?.resolve(isOne ? first : Buffer.concat(this.#chunks))
    this.#forget()
  }

  #forget(): void {
    this.#listening = undefined
    this.#chunks = []
  }
}
