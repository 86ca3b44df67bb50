resource "mortise_organization" "acme" {
  name         = "acme"
  preset       = "sonarqube-cloud"
  display_name = "Acme"

  # The whole set: a rule added elsewhere shows as drift.
  role_rules = [
    { group = "Platform Admins", role = "create-projects" },
  ]
}
