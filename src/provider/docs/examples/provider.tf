terraform {
  required_providers {
    mortise = { source = "mortise/mortise" }
  }
}

# The admin token comes from MORTISE_ADMIN_TOKEN, so that no file holds it.
provider "mortise" {
  service_url = "https://sso.example.com"
}
