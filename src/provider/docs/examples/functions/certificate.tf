locals {
  signing = provider::mortise::certificate(
    <<-PEM
      -----BEGIN CERTIFICATE-----
      MIIDLDCCAhSgAwIBAgIBBzANBgkqhkiG9w0BAQsFADAuMRgwFgYDVQQDDA9pZHAu
      ZXhhbXBsZS5jb20xEjAQBgNVBAoMCVRlc3Qgb25seTAgFw0yNjExMjMxMjM3NDBa
      GA8yMDU2MTExNTEyMzc0MFowLjEYMBYGA1UEAwwPaWRwLmV4YW1wbGUuY29tMRIw
      EAYDVQQKDAlUZXN0IG9ubHkwggEiMA0GCSqGSIb3DQEBAQUAA4IBDwAwggEKAoIB
      AQCP6x6iuyImbsv5Xn/HxP+i9J+eBNRZ4wCnweofHZKSXbZFbofaZ2kt0S53rgdF
      SYzDpZjaFxyHu1yY2uyloXuMB+71e52gzbjYX29pnDeyaNhRmxlCUpmpOqhANEul
      wHVfTKFCfKaFhC+gtjwabVQ6BoXgAM24omln23vjRe9r+dmpTJK5pqC2FP4gHDi0
      QYpTc/ocbP9ClUEqnevpc7cahoArV6g3JttBUwphRgck770Td5xqiAb/DO1OYbSs
      zFwEgn+kIxGVlUQXYjfnENo4YdFHJ221K+JulQgsl4/iNiV7MhAe9qvc3ZJvt3zV
      0WRRLKIzQahWSLg/FRs35EpPAgMBAAGjUzBRMB0GA1UdDgQWBBQYYUx2FqLNNOKw
      hruyyP8gqSrJqTAfBgNVHSMEGDAWgBQYYUx2FqLNNOKwhruyyP8gqSrJqTAPBgNV
      HRMBAf8EBTADAQH/MA0GCSqGSIb3DQEBCwUAA4IBAQARxHwTZ9nFO6t354BsOCfY
      PoOxLH/DBmarvaf9VVdxK7qqmNFhkdhFy9Xzr9AEdjdxbsomooIHF54y3HXQNLQw
      NI/gkKAXNXIKwaW4WpGP1Oc4yeV4MFi1c6Yz3Rjmhew94xGuZCe77MDb1Ld1Do5K
      jdQixrmlvq44KeNWF1JWsh7lIGl3591xXkyfPPAldZCBABh4dyos8VBBX9gNF/HI
      rAJk3+gRStNjbwNBgCgcb+8SEsHp89CbiVeiu9NKUthQPG39RxzKQlxus6/t43ip
      EVtIcjKOjY1lzmsF6Si/A9qLsY/76qjSiKLg9LCpiCXGKWNno/P4PEVGkhDi5Gqi
      -----END CERTIFICATE-----
    PEM
    , plantimestamp()
  )
}

check "certificate_lasts" {
  assert {
    condition     = local.signing.days_left > 30
    error_message = "The IdP's signing certificate ends on ${local.signing.not_after}."
  }
}
