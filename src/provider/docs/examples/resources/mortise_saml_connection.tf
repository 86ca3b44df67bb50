resource "mortise_organization" "acme" {
  name         = "acme"
  preset       = "sonarqube-cloud"
  display_name = "Acme"
}

resource "mortise_saml_connection" "okta" {
  name             = "acme-okta"
  organization     = mortise_organization.acme.name
  idp_metadata_url = "https://acme.okta.com/app/exk1fcia6d6EMsf331d8/sso/saml/metadata"
}

# What to enter at the IdP; known before it is set up.
output "acs_url" {
  value = mortise_saml_connection.okta.acs_url
}
