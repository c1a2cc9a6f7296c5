"""Direct demands: sent from a public page, answered by the provider, with figures for both and operators."""
