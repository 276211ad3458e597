"""feelin in Node, another FEEL interpreter: the expressions that ours is compared on, and how it is asked."""
