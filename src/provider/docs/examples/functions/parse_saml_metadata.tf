locals {
  # Usually file("idp-metadata.xml"), or the body of an http data source.
  idp = provider::mortise::parse_saml_metadata(<<-XML
    <EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="http://www.okta.com/exk1fcia6d6EMsf331d8">
      <IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
        <KeyDescriptor use="signing">
          <KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#">
            <X509Data>
              <X509Certificate>MIIDLDCCAhSgAwIBAgIBBzANBgkqhkiG9w0BAQsFADAuMRgwFgYDVQQDDA9pZHAuZXhhbXBsZS5jb20xEjAQBgNVBAoMCVRlc3Qgb25seTAgFw0yNjExMjMxMjM3NDBaGA8yMDU2MTExNTEyMzc0MFowLjEYMBYGA1UEAwwPaWRwLmV4YW1wbGUuY29tMRIwEAYDVQQKDAlUZXN0IG9ubHkwggEiMA0GCSqGSIb3DQEBAQUAA4IBDwAwggEKAoIBAQCP6x6iuyImbsv5Xn/HxP+i9J+eBNRZ4wCnweofHZKSXbZFbofaZ2kt0S53rgdFSYzDpZjaFxyHu1yY2uyloXuMB+71e52gzbjYX29pnDeyaNhRmxlCUpmpOqhANEulwHVfTKFCfKaFhC+gtjwabVQ6BoXgAM24omln23vjRe9r+dmpTJK5pqC2FP4gHDi0QYpTc/ocbP9ClUEqnevpc7cahoArV6g3JttBUwphRgck770Td5xqiAb/DO1OYbSszFwEgn+kIxGVlUQXYjfnENo4YdFHJ221K+JulQgsl4/iNiV7MhAe9qvc3ZJvt3zV0WRRLKIzQahWSLg/FRs35EpPAgMBAAGjUzBRMB0GA1UdDgQWBBQYYUx2FqLNNOKwhruyyP8gqSrJqTAfBgNVHSMEGDAWgBQYYUx2FqLNNOKwhruyyP8gqSrJqTAPBgNVHRMBAf8EBTADAQH/MA0GCSqGSIb3DQEBCwUAA4IBAQARxHwTZ9nFO6t354BsOCfYPoOxLH/DBmarvaf9VVdxK7qqmNFhkdhFy9Xzr9AEdjdxbsomooIHF54y3HXQNLQwNI/gkKAXNXIKwaW4WpGP1Oc4yeV4MFi1c6Yz3Rjmhew94xGuZCe77MDb1Ld1Do5KjdQixrmlvq44KeNWF1JWsh7lIGl3591xXkyfPPAldZCBABh4dyos8VBBX9gNF/HIrAJk3+gRStNjbwNBgCgcb+8SEsHp89CbiVeiu9NKUthQPG39RxzKQlxus6/t43ipEVtIcjKOjY1lzmsF6Si/A9qLsY/76qjSiKLg9LCpiCXGKWNno/P4PEVGkhDi5Gqi</X509Certificate>
            </X509Data>
          </KeyInfo>
        </KeyDescriptor>
        <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://acme.okta.com/app/exk1fcia6d6EMsf331d8/sso/saml"/>
      </IDPSSODescriptor>
    </EntityDescriptor>
  XML
  )
}

resource "mortise_saml_connection" "okta" {
  name          = "acme-okta"
  organization  = "acme"
  idp_entity_id = local.idp.idp_entity_id
  idp_sso_url   = local.idp.idp_sso_url
  certificates  = local.idp.certificates
}
