resource "mortise_organization" "acme" {
  name         = "acme"
  preset       = "torque"
  display_name = "Acme"
}

resource "mortise_saml_connection" "okta" {
  name             = "acme-okta"
  organization     = mortise_organization.acme.name
  idp_metadata_url = "https://acme.okta.com/app/exk1fcia6d6EMsf331d8/sso/saml/metadata"

  # What is left out follows the preset; what the preset does not leave open is refused at plan.
  settings = {
    idp_kind      = "okta"
    idp_initiated = true
  }

  # What is left out is the safe choice.
  policy = {
    signed = "both"
  }
}

# What to enter at the IdP; known before it is set up.
output "acs_url" {
  value = mortise_saml_connection.okta.acs_url
}
