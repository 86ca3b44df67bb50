data "mortise_service_provider" "okta" {
  preset       = "sonarqube-cloud"
  name         = "acme-okta"
  organization = "acme"
}

output "for_the_idp" {
  value = {
    acs_url    = data.mortise_service_provider.okta.acs_url
    audience   = data.mortise_service_provider.okta.sp_entity_id
    attributes = data.mortise_service_provider.okta.attribute_names
    # What an IdP may encrypt to, and what our requests are signed with.
    certificates = data.mortise_service_provider.okta.certificates[*].certificate
  }
}
