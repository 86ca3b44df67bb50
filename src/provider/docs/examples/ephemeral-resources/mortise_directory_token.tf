variable "directory" {
  type        = string
  default     = "acme-dir"
  description = "Name of a directory that exists."
}

# Made for this run, revoked at its end, in no plan and no state.
ephemeral "mortise_directory_token" "check" {
  directory = var.directory
}

# Does the directory answer an IdP? Asked once, when it is first applied.
resource "terraform_data" "answers" {
  provisioner "local-exec" {
    command = "curl --fail --silent --show-error --header \"Authorization: Bearer $TOKEN\" \"$URL/Users?count=1\""
    environment = {
      TOKEN = ephemeral.mortise_directory_token.check.value
      URL   = ephemeral.mortise_directory_token.check.base_url
    }
  }
}
