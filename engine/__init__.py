"""The engine: from a policy pack and what a company tells us to exact amounts, without any screen."""
