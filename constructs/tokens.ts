/** Tokens stand for values nobody knows before apply. They are never inspected: a parser sees a stand-in that satisfies it, and the service judges the value. */
import { Token } from 'cdktf'

/** The value itself if it is known now, else what shall stand in for it. */
export function literalOr<T>(value: T, standIn: T): T {
  return value !== undefined && Token.isUnresolved(value) ? standIn : value
}

/** Valid values of each kind. None of them ever leaves the parser. */
export const standIns = {
  name: 'unresolved',
  label: 'unresolved',
  url: 'https://unresolved.invalid',
  domain: 'unresolved.invalid',
  xml: '<unresolved/>',
  /** Self-signed; its key was thrown away. */
  certificate: [
    'MIIBbzCCARSgAwIBAgIBATAKBggqhkjOPQQDAjAVMRMwEQYDVQQDDAp1bnJlc29sdmVkMCAXDTI2MTEyMzEyMzg0',
    'NloYDzIxMjYxMDMwMTIzODQ2WjAVMRMwEQYDVQQDDAp1bnJlc29sdmVkMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD',
    'QgAEEhNBy76HB1uE6PA4AssDpiCNQp8tMQJfV4kgCn2/3sM4Phvwo/IEkU2DuIy3693NpAZ1HH93ygBDLt819+uJ',
    'IqNTMFEwHQYDVR0OBBYEFPNtKVwdvZ++vBvVnzpEZdiRAiPvMB8GA1UdIwQYMBaAFPNtKVwdvZ++vBvVnzpEZdiR',
    'AiPvMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhANzuQmDcBMmJa0PkxoiY8yZIzwN1/0sof02t',
    '6W28ryRKAiEAwBh7wyWtA9ReZs9DFpDKk8wRA6BxrCeiBlQUitjcx4g=',
  ].join(''),
} as const
