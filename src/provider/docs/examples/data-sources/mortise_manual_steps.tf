data "mortise_manual_steps" "okta" {
  name = "acme-okta"
}

check "set_up_by_hand" {
  assert {
    condition     = !contains(data.mortise_manual_steps.okta.observations[*].status, "contradicted")
    error_message = "Something set up by hand at the IdP is no longer as it was."
  }
}
