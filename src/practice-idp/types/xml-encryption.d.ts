/** As much of xml-encryption as we use; it brings no types. */
declare module 'xml-encryption' {
  interface EncryptOptions {
    readonly rsa_pub: string
    readonly pem: string
    readonly encryptionAlgorithm?: string
    readonly keyEncryptionAlgorithm?: string
    readonly keyEncryptionDigest?: string
    readonly keyEncryptionMgf?: string
    readonly disallowEncryptionWithInsecureAlgorithm?: boolean
    readonly warnInsecureAlgorithm?: boolean
  }
  interface DecryptOptions {
    readonly key: string
    readonly disallowDecryptionWithInsecureAlgorithm?: boolean
    readonly warnInsecureAlgorithm?: boolean
  }
  type Callback = (error: Error | null, result: string) => void
  const library: {
    encrypt(content: string, options: EncryptOptions, callback: Callback): void
    decrypt(xml: string, options: DecryptOptions, callback: Callback): void
  }
  export = library
}
