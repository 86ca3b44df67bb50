# Random, 32 characters or more; ephemeral, so that no plan and no state holds it.
variable "directory_token" {
  type      = string
  ephemeral = true
  sensitive = true
}

resource "mortise_directory_token" "okta" {
  directory        = "acme-okta"
  name             = "year-2026"
  value_wo         = var.directory_token
  value_wo_version = 1
}
