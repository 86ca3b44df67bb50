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

# Applied once a test sign-in has passed: until then the plan says what is missing.
resource "mortise_connection_activation" "okta" {
  connection_name = mortise_saml_connection.okta.name
}
