"""How firm a ranking is: ranks drawn again and again under a stated perturbation, from a stated seed."""
